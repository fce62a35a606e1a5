import { type BaselineEntry, isLearnableKey, type SensorBaseline } from '../formats/sensor-baseline/read-baseline.js';
import type { SensorEvent, SensorRecord } from '../formats/sensor-events/sensor-record.js';
import { analyseArguments } from '../formats/shell/analyse-command.js';

/** A key that was seen and not taken, and why. */
export interface LeftOut {
  readonly key: string;
  readonly why: string;
  readonly example: string | null;
}

/** What was learned. `baseline` has the old entries as they were, and `added`. */
export interface Learned {
  readonly baseline: SensorBaseline;
  readonly added: readonly BaselineEntry[];
  readonly leftOut: readonly LeftOut[];
}

const maxExampleChars = 200;
const learnedKinds: ReadonlySet<string> = new Set(['spawn', 'worker', 'dlopen', 'codegen']);

/**
 * Learns keys from events of a build or a smoke test. Connections are left alone: they are informational whatever a baseline
 * says, and their addresses change. Evaluated migrations have a policy of their own.
 */
export function learnBaseline(records: readonly SensorRecord[], old: SensorBaseline | null): Learned {
  const known = new Set(old?.entries.map(({ key }) => key));
  const counts = countsByKey(records);
  const added = new Map<string, BaselineEntry>();
  const leftOut = new Map<string, LeftOut>();
  for (const event of records) {
    if (!isLearnable(event) || known.has(event.key)) continue;
    const why = reasonAgainst(event);
    const example = exampleOf(event);
    if (why !== null) leftOut.set(event.key, { key: event.key, why, example });
    else if (!added.has(event.key))
      added.set(event.key, { key: event.key, seen: counts.get(event.key) ?? 1, example, note: noteOf(event) });
  }
  for (const key of leftOut.keys()) added.delete(key);
  const entries = [...(old?.entries ?? []), ...added.values()];
  return {
    baseline: { entries, migrations: old?.migrations ?? null },
    added: [...added.values()],
    leftOut: [...leftOut.values()],
  };
}

function isLearnable(record: SensorRecord): record is SensorEvent {
  return learnedKinds.has(record.kind) && 'api' in record && record.api !== 'eval-import' && record.key !== '';
}

/** Events and their repeats by key. */
function countsByKey(records: readonly SensorRecord[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const keys = new Map<string, string>();
  for (const record of records) {
    const thread = `${record.pid}:${record.tid}`;
    if (isLearnable(record)) {
      keys.set(`${thread}:${record.seq}`, record.key);
      counts.set(record.key, (counts.get(record.key) ?? 0) + 1);
    } else if (record.kind === 'aggregate') {
      const key = keys.get(`${thread}:${record.of}`);
      if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + record.count);
    }
  }
  return counts;
}

function reasonAgainst(event: SensorEvent): string | null {
  if (!isLearnableKey(event.key)) return `no shipped file asks for it (${event.provenance}): it can never be known`;
  if (event.severity !== 'informational') return `${event.severity}: ${event.reason}`;
  const { weight, behaviours } = analyseArguments(event.argv);
  return weight === 'attack' ? `its command is one of an attack: ${behaviours[0]?.what ?? 'see the example'}` : null;
}

/** What a reviewer must know: a known site is silent, whatever text it evaluates. */
function noteOf(event: SensorEvent): string | null {
  return event.kind === 'codegen' && event.code === null ? 'its text cannot be seen: look at the line' : null;
}

function exampleOf(event: SensorEvent): string | null {
  const text = event.argv.length > 0 ? event.argv.join(' ') : (event.code ?? event.file ?? '');
  return text === '' ? null : text.replace(/\s+/g, ' ').slice(0, maxExampleChars);
}
