import { existsSync, writeFileSync } from 'node:fs';
import { CandorError } from '../core/errors.js';
import {
  type BaselineEntry,
  readBaseline,
  type SensorBaseline,
  writeBaseline,
} from '../formats/sensor-baseline/read-baseline.js';
import { readSensorEvents, readSensorLine } from '../formats/sensor-events/read-sensor-events.js';
import type { SensorEvent, SensorRecord } from '../formats/sensor-events/sensor-record.js';
import { type EventExplanation, explainEvent } from '../sensors/explain-event.js';
import { type Learned, learnBaseline } from '../sensors/learn-baseline.js';
import { confirm } from './confirm.js';
import { textOf } from './event-lines.js';
import { plainLine } from './plain-text.js';
import type { Terminal } from './terminal.js';

/** Learns from event files. Prints the baseline, or adds to a file after a yes; what was left out is always said. */
export async function runSensorLearn(
  files: readonly string[],
  options: { output?: string; yes?: boolean; json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const records = await recordsOf(files, terminal);
  const old =
    options.output !== undefined && existsSync(options.output) ? await baselineOf(options.output, terminal) : null;
  const learned = learnBaseline(records, old);
  const text = writeBaseline(learned.baseline);
  if (options.json) terminal.stdout(`${JSON.stringify(learned, null, 2)}\n`);
  else terminal.stderr(summary(learned));
  if (options.output === undefined) {
    if (!options.json) terminal.stdout(text);
    return 0;
  }
  if (learned.added.length === 0) {
    terminal.stderr(`nothing new for ${plainLine(options.output)}\n`);
    return 0;
  }
  const question = `write ${learned.added.length} new keys to ${plainLine(options.output)}?`;
  if (!(await confirm(question, options.yes === true, terminal))) {
    terminal.stderr('nothing was written\n');
    return 0;
  }
  writeFileSync(options.output, text);
  terminal.stderr(
    `${plainLine(options.output)} written: review it, commit it, and name it in CANDOR_SENSOR_BASELINE\n`,
  );
  return 0;
}

function summary({ added, leftOut }: Learned): string {
  const lines = [
    ...added.map(({ key, example }) => `+ ${key}${example ? `   (${example})` : ''}`),
    ...leftOut.map(({ key, why, example }) => `- left out: ${key}   ${why}${example ? `   (${example})` : ''}`),
    `${added.length} new keys, ${leftOut.length} left out`,
  ];
  return `${lines.map(plainLine).join('\n')}\n`;
}

/** Prints a baseline and what the sensor would not take of it; exit code 1 when there is such a thing. */
export async function runBaselineShow(file: string, options: { json?: boolean }, terminal: Terminal): Promise<number> {
  const reading = readBaseline(await textOf(file, terminal));
  if (!reading.ok) throw broken(file, reading.line, reading.reason);
  const { entries, migrations } = reading.value;
  if (options.json)
    terminal.stdout(`${JSON.stringify({ entries, migrations, problems: reading.warnings }, null, 2)}\n`);
  else {
    const lines = [
      ...entries.map((entry) => `${entry.key}${noteOf(entry)}`),
      `${entries.length} keys${migrations === null ? '' : `; migrations from ${migrations.join(', ') || 'nowhere'}`}`,
      ...reading.warnings.map(
        ({ line, message }) => `${line === null ? '' : `line ${line}: `}${message}; the sensor leaves it out`,
      ),
    ];
    terminal.stdout(`${lines.map(plainLine).join('\n')}\n`);
  }
  return reading.warnings.length > 0 ? 1 : 0;
}

function noteOf({ seen, example, note }: BaselineEntry): string {
  const parts = [seen === null ? null : `${seen} times`, example, note].filter((part) => part !== null);
  return parts.length === 0 ? '' : `   (${parts.join('; ')})`;
}

/** Compares a baseline with events: keys that are new, and keys that were not seen. Exit code 1 when a key is new. */
export async function runBaselineDiff(
  file: string,
  events: readonly string[],
  options: { json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const baseline = await baselineOf(file, terminal);
  const records = await recordsOf(events, terminal);
  const { added, leftOut } = learnBaseline(records, baseline);
  const seen = new Set(records.flatMap((record) => ('key' in record ? [record.key] : [])));
  const unseen = baseline.entries.map(({ key }) => key).filter((key) => !seen.has(key));
  if (options.json) terminal.stdout(`${JSON.stringify({ added, leftOut, unseen }, null, 2)}\n`);
  else {
    const lines = [
      ...added.map(({ key, example }) => `+ ${key}${example ? `   (${example})` : ''}`),
      ...leftOut.map(({ key, why }) => `! ${key}   ${why}`),
      ...unseen.map((key) => `  not seen: ${key}`),
      `${added.length + leftOut.length} keys are not in the baseline, ${unseen.length} of ${baseline.entries.length} were not seen`,
    ];
    terminal.stdout(`${lines.map(plainLine).join('\n')}\n`);
  }
  return added.length + leftOut.length > 0 ? 1 : 0;
}

/** Says what a baseline makes of one event: a JSON line, `-`, or `seq` or `pid/seq` in `--from`. */
export async function runSensorExplain(
  event: string,
  options: { from?: string; baseline?: string; json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const found = await eventOf(event, options.from, terminal);
  const explained = explainEvent(
    found,
    options.baseline === undefined ? null : await baselineOf(options.baseline, terminal),
  );
  terminal.stdout(
    options.json ? `${JSON.stringify({ event: found, ...explained }, null, 2)}\n` : page(found, explained),
  );
  return 0;
}

async function eventOf(text: string, from: string | undefined, terminal: Terminal): Promise<SensorEvent> {
  const records = from === undefined ? await given(text, terminal) : await recordsOf([from], terminal);
  const wanted = from === undefined ? null : /^(?:(?<pid>\d{1,10})\/)?(?<seq>\d{1,15})$/.exec(text)?.groups;
  if (wanted === undefined) throw notAnEvent('with --from an event is named by its seq, or pid/seq');
  const found = records.find(
    (record): record is SensorEvent =>
      'api' in record &&
      (wanted === null ||
        (`${record.seq}` === wanted.seq && (wanted.pid === undefined || `${record.pid}` === wanted.pid))),
  );
  if (!found) throw notAnEvent('no launch, code generation, connection, worker or addon is in this text');
  return found;
}

async function given(text: string, terminal: Terminal): Promise<readonly SensorRecord[]> {
  const lines = text === '-' ? (await textOf('-', terminal)).split('\n') : [text];
  return lines.flatMap((line, index) => readSensorLine(line.trim(), index + 1) ?? []);
}

function notAnEvent(why: string): CandorError {
  return new CandorError('USAGE', `not an event of the sensor: ${why}`, {
    hint: 'candor sensor explain 12 --from events.ndjson, or a line of it in quotes',
  });
}

function page(event: SensorEvent, { state, severity, refused, why, near }: EventExplanation): string {
  const verdict = {
    known: 'known: silent',
    unknown: 'not known',
    never: 'cannot be known',
    'no-baseline': 'no baseline was given',
  }[state];
  const lines = [
    `${event.kind} ${event.argv.join(' ') || event.code || event.peer || event.file || ''}`.slice(0, 300),
    `key: ${event.key}`,
    `${verdict}${severity === null ? '' : `; ${severity}${refused ? ', refused in mode block' : ''}`}`,
    ...why.map((reason) => `because ${reason}`),
    ...near.map(({ key, differs }) => `near: ${key} (differs in ${differs})`),
  ];
  return `${lines.map((line, index) => `${index > 2 ? '  ' : ''}${plainLine(line)}`).join('\n')}\n`;
}

async function recordsOf(files: readonly string[], terminal: Terminal): Promise<SensorRecord[]> {
  const records: SensorRecord[] = [];
  for (const file of files) {
    const reading = readSensorEvents(await textOf(file, terminal));
    if (reading.ok) for (const record of reading.value.records) records.push(record);
  }
  if (records.length === 0)
    throw new CandorError('INPUT_INVALID', `no line of a sensor is in ${files.map(plainLine).join(', ')}`, {
      hint: 'candor run --events events.ndjson -- npm test',
    });
  return records;
}

async function baselineOf(file: string, terminal: Terminal): Promise<SensorBaseline> {
  const reading = readBaseline(await textOf(file, terminal));
  if (!reading.ok) throw broken(file, reading.line, reading.reason);
  return reading.value;
}

function broken(file: string, line: number | null, reason: string): CandorError {
  return new CandorError(
    'INPUT_INVALID',
    `${plainLine(file)}${line === null ? '' : `:${line}`}: ${plainLine(reason)}`,
    {
      hint: 'a sensor with this file runs without a baseline and says so in its heartbeat',
    },
  );
}
