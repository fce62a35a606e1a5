// Other ways to the same answer: the shell script under three shells, and over a real sshd with nothing installed there.
// Whatever the way, the same host gives the same results as the local collector.
import { copyFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { candorCommand, check, nameOf, rootEnvironment, runCandor } from '../lib/candor.mjs';
import { openLab } from '../lib/lab.mjs';
import { addresses } from '../lib/world.mjs';
import { sees } from './stack.mjs';

const shells = { dash: ['dash'], 'busybox sh': ['busybox', 'sh'], bash: ['bash', '--posix'] };

/** What only somebody on another machine can tell: over SSH these are answered, on the server they stay open. */
const seenFromOutside = new Set(['EXP-09', 'EXP-15']);

/** @typedef {import('../lib/lab.mjs').Lab} Lab */
/** @typedef {import('../lib/candor.mjs').Report} Report */

/** Results that are not the same, in words. @param {Report} local @param {Report} other */
function differences(local, other) {
  const before = new Map(local.results.map((result) => [nameOf(result), result]));
  const after = new Map(other.results.map((result) => [nameOf(result), result]));
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names
    .filter((name) => before.get(name)?.state !== after.get(name)?.state)
    .filter((name) => !(seenFromOutside.has(name.split('@')[0] ?? '') && before.get(name)?.state === 'unknown'))
    .map(
      (name) =>
        `${name}: local ${before.get(name)?.state ?? '-'}, here ${after.get(name)?.state ?? '-'} (${after.get(name)?.detail ?? after.get(name)?.what ?? ''})`,
    );
}

/** @param {Report} local @param {Report} other */
function expectSame(local, other) {
  const found = differences(local, other);
  if (found.length > 0) throw new Error(`${found.length} results differ:\n${found.join('\n')}`);
  return `${other.results.length} results, ${other.verdict.status}`;
}

/** Files on the server that a run over SSH could have left. @param {Lab} lab */
const filesOf = (lab) =>
  lab.server.must([
    'sh',
    '-c',
    'find /tmp /var/tmp /dev/shm /root /home /run/user /srv -newermt "5 seconds ago" -type f 2>/dev/null | grep -v -e "/srv/bundle" -e /srv/mirror | sort',
  ]);

/** The script under one shell, its tar judged. @param {Lab} lab @param {readonly string[]} shell @param {Report} local */
async function underShell(lab, shell, local) {
  const script = await runCandor(lab.server, ['collect', '--print-script']);
  if (script.code !== 0) throw new Error(`--print-script: ${script.stderr}`);
  const away = `${lab.server.root}/srv/collect.sh`;
  await writeFile(away, script.stdout);
  const outcome = await lab.server.run(
    ['sh', '-c', `cd /srv/station && ${shell.join(' ')} -s <../collect.sh >../bundle.tar.gz`],
    { env: rootEnvironment },
  );
  await rm(away);
  if (outcome.code !== 0) throw new Error(`exit ${outcome.code}: ${outcome.stderr.slice(0, 500)}`);
  if (outcome.stderr !== '') throw new Error(`it said: ${outcome.stderr.slice(0, 500)}`);
  // An empty case, as the server has: a bundle alone says nothing of earlier reports.
  const history = (await lab.server.must(['mktemp', '-d', '/srv/case.XXXXXX'])).trim();
  const judged = ['--from', '/srv/bundle.tar.gz', '--config', 'candor.yaml', '--case', history];
  return expectSame(local, (await check(lab.server, judged)).report);
}

/** A laptop on the internet: its own home with the key, and the site's candor.yaml. @param {Lab} lab */
async function prepareLaptop(lab) {
  const { prober } = lab.world;
  await prober.must(['mount', '-t', 'tmpfs', '-o', 'mode=700', 'lab', '/root']);
  await mkdir(`${prober.root}/root/.ssh`, { mode: 0o700 });
  for (const name of ['id_ed25519', 'known_hosts'])
    await copyFile(`${lab.secrets}/${name}`, `${prober.root}/root/.ssh/${name}`);
  await prober.must(['chmod', '600', '/root/.ssh/id_ed25519']);
  await cp(`${lab.server.root}/srv/station/candor.yaml`, `${prober.root}/root/candor.yaml`);
  await writeFile(`${lab.server.root}/etc/sudoers.d/deploy`, 'deploy ALL=(root) NOPASSWD: ALL\n', { mode: 0o440 });
}

/** @param {Lab} lab @param {readonly string[]} args @returns {Promise<Report>} */
async function overSsh(lab, args) {
  const command = candorCommand([
    'check',
    '--json',
    '--offline',
    '--config',
    'candor.yaml',
    '--ssh',
    `deploy@${addresses.server.v4}`,
    ...args,
  ]);
  const outcome = await lab.world.prober.run(['sh', '-c', 'cd /root && exec "$@"', 'sh', ...command], {
    env: rootEnvironment,
    timeoutMs: 120_000,
  });
  try {
    return JSON.parse(outcome.stdout);
  } catch (error) {
    throw new Error(`no report (exit ${outcome.code}): ${outcome.stderr.slice(0, 800)}`, { cause: error });
  }
}

/** @param {Lab} lab @param {Report} local */
async function sshAsRoot(lab, local) {
  const before = await filesOf(lab);
  const report = await overSsh(lab, ['--sudo']);
  const left = (await filesOf(lab)).split('\n').filter((line) => line !== '' && !before.includes(line));
  if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`);
  return expectSame(local, report);
}

/** Without sudo it says what that costs, and never SAFE. @param {Lab} lab */
async function sshAsUser(lab) {
  const report = await overSsh(lab, []);
  if (report.verdict.status === 'SAFE') throw new Error('SAFE without root');
  const denied = report.results.filter((result) => result.reason === 'denied').length;
  if (denied === 0) throw new Error('nothing was denied to an ordinary user');
  return `${report.verdict.status}, ${denied} denied`;
}

/** A host key that is not the known one ends the run. @param {Lab} lab */
async function wrongHostKey(lab) {
  const file = `${lab.world.prober.root}/root/.ssh/known_hosts`;
  const right = await readFile(file, 'utf8');
  await lab.world.prober.must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', '/root/other']);
  const other = (await readFile(`${lab.world.prober.root}/root/other.pub`, 'utf8')).split(' ').slice(0, 2).join(' ');
  await writeFile(file, `${addresses.server.v4} ${other}\n`);
  try {
    await overSsh(lab, ['--sudo']);
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    if (/host key/i.test(message)) return 'refused';
    throw error;
  } finally {
    await writeFile(file, right);
  }
  throw new Error('a changed host key was accepted');
}

/** Names of the cases. */
export async function cases() {
  return [
    ...Object.keys(shells).map((name) => `way-script-under-${name}`),
    'way-ssh-sudo',
    'way-ssh-user',
    'way-ssh-wrong-host-key',
  ];
}

/** @type {import('../lib/tally.mjs').SuiteRun} */
export async function run(tally, wants, { moves }) {
  if (moves) return;
  const lab = await openLab();
  try {
    await prepareLaptop(lab);
    const { report: local } = await sees(lab);
    for (const [name, shell] of Object.entries(shells)) {
      if (wants(`way-script-under-${name}`))
        await tally.run(`way-script-under-${name}`, () => underShell(lab, shell, local));
    }
    if (wants('way-ssh-sudo')) await tally.run('way-ssh-sudo', () => sshAsRoot(lab, local));
    if (wants('way-ssh-user')) await tally.run('way-ssh-user', () => sshAsUser(lab));
    if (wants('way-ssh-wrong-host-key')) await tally.run('way-ssh-wrong-host-key', () => wrongHostKey(lab));
  } finally {
    await lab.close();
  }
}
