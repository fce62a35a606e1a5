// Ordinary hosts: each SAFE, or INCONCLUSIVE with at most three named actions that lead to SAFE; none AT RISK.
import { readdir } from 'node:fs/promises';
import { parse, stringify } from 'yaml';
import { ageContainers } from '../lib/ageing.mjs';
import { check, failures, nameOf } from '../lib/candor.mjs';
import { openLab } from '../lib/lab.mjs';
import { writeHostFile } from '../lib/seed.mjs';
import { known } from './stack.mjs';

const MAX_ACTIONS = 3;

/** @returns {Promise<(import('../lib/ordinary.mjs').OwnHost | import('../lib/ordinary.mjs').Variation)[]>} */
async function loadHosts() {
  const folder = new URL('../hosts/', import.meta.url);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.mjs')).sort();
  return Promise.all(names.map(async (name) => (await import(new URL(name, folder).href)).host));
}

/** Names of the cases. */
export async function cases() {
  return (await loadHosts()).map((host) => host.id);
}

/** What is wrong with a report of a benign host; what the engine's age causes is not. @param {import('../lib/candor.mjs').Report} report */
function faults(report) {
  const grave = failures(report).filter(
    (result) => ['high', 'critical'].includes(result.severity) && !known.has(result.check),
  );
  const named = grave.map((result) => `${nameOf(result)} (${result.severity}): ${result.what ?? result.title}`);
  const actions = report.verdict.toDecide?.length ?? 0;
  const open = report.results.filter((result) => result.state === 'unknown').map(nameOf);
  if (report.verdict.status === 'INCONCLUSIVE' && actions > MAX_ACTIONS)
    named.push(`${actions} actions: ${JSON.stringify(report.verdict.toDecide)} for ${open.join(', ')}`);
  const allowed =
    grave.length === 0 && failures(report).some((result) => known.has(result.check))
      ? ['SAFE', 'INCONCLUSIVE', 'AT RISK']
      : ['SAFE', 'INCONCLUSIVE'];
  if (!allowed.includes(report.verdict.status))
    named.push(`verdict ${report.verdict.status}: ${report.verdict.summary}`);
  return named;
}

/** @param {import('../lib/world.mjs').Host} server @param {readonly string[]} args @param {string} folder */
async function expectBenign(server, args, folder) {
  const { report } = await check(server, args, { folder });
  const wrong = faults(report);
  if (wrong.length > 0) throw new Error(`${args.join(' ')}: ${wrong.join('\n')}`);
  return report.verdict.status;
}

/** @param {import('../lib/ordinary.mjs').OwnHost} host @param {boolean} moves */
async function runOwn(host, moves) {
  const opened = await host.open();
  try {
    if (moves) return 'moved';
    const bare = await expectBenign(opened.server, [], '/root');
    await writeHostFile(opened, '/root/candor.yaml', host.declares(opened));
    return `${bare}; declared: ${await expectBenign(opened.server, ['--config', 'candor.yaml'], '/root')}`;
  } finally {
    await opened.close();
  }
}

/** @param {import('../lib/lab.mjs').Lab} lab @param {import('../lib/ordinary.mjs').Variation} host @param {boolean} moves */
async function runVariation(lab, host, moves) {
  const undo = await host.apply(lab);
  try {
    if (moves) return 'moved';
    if (!host.young) await ageContainers(lab.server, lab.docker);
    const undeclare = await writeHostFile(lab, '/srv/station/candor.yaml', (text) =>
      withDeclared(text, host.declares ?? {}),
    );
    try {
      return await expectBenign(lab.server, ['--config', 'candor.yaml'], '/srv/station');
    } finally {
      await undeclare();
    }
  } finally {
    await undo();
  }
}

/** The site's declaration with what this host adds: lists grow. @param {string} text @param {Record<string, unknown[]>} added */
function withDeclared(text, added) {
  const declared = parse(text);
  for (const [key, entries] of Object.entries(added)) declared[key] = [...(declared[key] ?? []), ...entries];
  return stringify(declared);
}

/** @type {import('../lib/tally.mjs').SuiteRun} */
export async function run(tally, wants, { moves }) {
  const wanted = (await loadHosts()).filter((host) => wants(host.id));
  for (const host of wanted) if ('open' in host) await tally.run(host.id, () => runOwn(host, moves));
  const variations = wanted.filter((host) => 'apply' in host);
  if (variations.length === 0) return;
  const lab = await openLab();
  try {
    for (const host of variations) await tally.run(host.id, () => runVariation(lab, host, moves));
  } finally {
    await lab.close();
  }
}
