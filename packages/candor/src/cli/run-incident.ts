import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import { loadRedactionKey } from '../collectors/redact/load-key.js';
import { createRedactor } from '../collectors/redact/redactor.js';
import { CandorError } from '../core/errors.js';
import type { LiveIncident } from '../watch/incidents/incident.js';
import { nextSteps } from '../watch/incidents/next-steps.js';
import type { Database } from '../watch/store/database.js';
import { detectionsOf, storedIncidents } from '../watch/store/findings.js';
import { openStoreToRead } from '../watch/store/open-store.js';
import { searchLines } from '../watch/store/search-lines.js';
import { stateFolder } from './folders.js';
import { plainLine, plainText } from './plain-text.js';
import type { Terminal } from './terminal.js';

const mostListed = 1000;
const mostDetections = 100_000;

/** Lines this long before and after an incident go into its export. */
const aroundMs = 600_000;
const mostLines = 100_000;

/** Lists incidents, newest first. */
export function runIncidentList(
  options: { readonly store: string; readonly open?: boolean; readonly json?: boolean },
  terminal: Terminal,
): void {
  const incidents = reading(options.store, (database) =>
    storedIncidents(database, { openOnly: options.open ?? false, limit: mostListed }),
  );
  if (options.json) terminal.stdout(`${JSON.stringify(incidents, null, 2)}\n`);
  else if (incidents.length === 0) terminal.stdout('no incidents are stored\n');
  else for (const incident of incidents) terminal.stdout(`${plainLine(headLine(incident))}\n`);
}

/** Prints one incident. */
export function runIncidentShow(
  id: string,
  options: { readonly store: string; readonly json?: boolean },
  terminal: Terminal,
): void {
  const incident = reading(options.store, (database) => findIncident(database, id));
  terminal.stdout(options.json ? `${JSON.stringify(incident, null, 2)}\n` : `${plainText(page(incident))}\n`);
}

/** Prints each detection of an incident. */
export function runIncidentTimeline(
  id: string,
  options: { readonly store: string; readonly json?: boolean },
  terminal: Terminal,
): void {
  const detections = reading(options.store, (database) =>
    detectionsOf(database, findIncident(database, id).id, mostDetections),
  );
  for (const one of detections)
    terminal.stdout(
      options.json
        ? `${JSON.stringify(one)}\n`
        : `${plainLine(`${one.at.toISOString()} ${one.severity.padEnd(13)} ${one.title} [${one.sensor}] ${one.evidence.slice(0, 200)}`)}\n`,
    );
}

/** Writes an incident with the lines around it as a zip; secrets are taken out of the lines. */
export async function runIncidentExport(
  id: string,
  options: { readonly store: string; readonly output: string },
  terminal: Terminal,
): Promise<void> {
  const { key } = await loadRedactionKey(stateFolder(terminal, process.geteuid?.() ?? 0));
  const redact = createRedactor(key);
  const files = reading(options.store, (database) => {
    const incident = findIncident(database, id);
    const detections = detectionsOf(database, incident.id, mostDetections);
    const lines = searchLines(database, {
      text: '',
      part: true,
      since: new Date(incident.openedAt.getTime() - aroundMs),
      until: new Date(Math.max(incident.lastAt.getTime(), incident.heardAt.getTime()) + aroundMs),
      source: null,
      limit: mostLines,
    });
    return {
      'summary.txt': `${page(incident)}\n`,
      'incident.json': JSON.stringify(incident, null, 2),
      'timeline.ndjson': detections.map((one) => `${JSON.stringify(one)}\n`).join(''),
      'lines.ndjson': lines.lines
        .map(
          ({ seq, source, receivedAt, text }) =>
            `${JSON.stringify({ seq, source, receivedAt, line: redact.text(text) })}\n`,
        )
        .join(''),
      'about.txt': aboutExport(lines.more, lines.damaged),
    };
  });
  const contents = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const);
  const sums = contents
    .map(([name, bytes]) => `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`)
    .join('');
  const zip = zipSync({ ...Object.fromEntries(contents), SHA256SUMS: strToU8(sums) }, { level: 6 });
  writeFileSync(options.output, zip, { mode: 0o600, flag: 'wx' });
  terminal.stdout(
    `${plainLine(options.output)}: ${zip.length} bytes, sha256 ${createHash('sha256').update(zip).digest('hex')}\n`,
  );
}

function aboutExport(more: boolean, damaged: number): string {
  return [
    'incident.json and timeline.ndjson are what the watcher found; lines.ndjson are the lines that it stored from ten',
    'minutes before to ten minutes after, numbered in the order of receipt, with secrets replaced by fingerprints.',
    more ? `Only the newest ${mostLines} lines are here.` : 'All stored lines of that time are here.',
    damaged > 0 ? `${damaged} segments of the store could not be read.` : 'Every segment of the store could be read.',
    '',
  ].join('\n');
}

function reading<T>(store: string, work: (database: Database) => T): T {
  const database = openStoreToRead(store);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

function findIncident(database: Database, id: string): LiveIncident {
  const all = storedIncidents(database, { openOnly: false, limit: 100_000 });
  const found = all.filter((one) => one.id === id || one.id.startsWith(id));
  const [only, second] = found;
  if (only && (second === undefined || only.id === id)) return only;
  throw new CandorError(
    'INPUT_INVALID',
    `${found.length === 0 ? 'no incident has' : `${found.length} incidents have`} the id ${plainLine(id)}`,
    {
      hint: all.length === 0 ? 'none is stored' : `candor incident list; the newest is ${all[0]?.id}`,
    },
  );
}

function headLine(one: LiveIncident): string {
  const state = one.closedAt === null ? 'open' : 'closed';
  return `${one.id}  ${one.severity.padEnd(13)} ${state.padEnd(6)} ${one.openedAt.toISOString()}  ${one.title} (${one.detections} detections, ${one.stages.length} stages)`;
}

function page(one: LiveIncident): string {
  return [
    headLine(one),
    '',
    'What happened',
    ...one.stages.flatMap((stage) => [
      `  ${stage.firstAt.toISOString()}  ${stage.severity}: ${stage.title}${stage.count > 1 ? `, ${stage.count} times until ${stage.lastAt.toISOString()}` : ''}`,
      `      ${[stage.techniques.join(', '), `seen by ${stage.sensors.join(' and ')}`].filter((text) => text !== '').join('; ')}`,
      ...stage.evidence.slice(0, 2).map((piece) => `      | ${plainLine(piece.text).slice(0, 200)}`),
    ]),
    '',
    `About: ${
      one.keys
        .slice(0, 20)
        .map((key) => `${key.type} ${key.value}`)
        .join(', ') || 'nothing that could be named'
    }`,
    '',
    'Next',
    ...nextSteps(one).map((step) => `  ${step.text}:\n      ${step.command}`),
  ].join('\n');
}
