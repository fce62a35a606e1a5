import type { AuditConfigChange } from '../formats/audit/audit-notices.js';
import type { AuditReading } from '../formats/audit/audit-reader.js';
import type { ExecEvent } from '../formats/exec-events/exec-event.js';
import type { SensorRecord } from '../formats/sensor-events/sensor-record.js';
import { ThreadLives } from '../formats/sensor-events/thread-lives.js';

/** A span of time, milliseconds since the epoch. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A heartbeat may be late by half of its interval before it counts as missing. */
const lateFactor = 1.5;
/** Aggregated repeats are written up to a second after they happened: of the last two seconds not all is told yet. */
const untoldMs = 2000;
const defaultHeartbeatMs = 10_000;

/** Life of one thread's sensor by its lines: from, to, and the pauses that are too long. */
interface Life extends Span {
  readonly silences: readonly Span[];
}

/** When the sensor of a subject was awake: while any of its processes lived, less the silences of each. */
export function sensorAwake(records: readonly SensorRecord[]): Span[] {
  const lives = livesOf(records);
  const silences = lives.flatMap((life) => life.silences);
  return silences.reduce<Span[]>((spans, silence) => without(spans, silence), merged(lives));
}

/** Pauses of a sensor that lived before and after them: it was stopped, or its process was. Each with its pid. */
export function sensorSilences(records: readonly SensorRecord[]): (Span & { readonly pid: number })[] {
  return livesOf(records).flatMap((life) => life.silences.map((silence) => ({ ...silence, pid: life.pid })));
}

function livesOf(records: readonly SensorRecord[]): (Life & { readonly pid: number })[] {
  const lives = new Map<string, SensorRecord[]>();
  const names = new ThreadLives();
  for (const record of records) {
    const name = names.of(record);
    const life = lives.get(name);
    if (life) life.push(record);
    else lives.set(name, [record]);
  }
  return [...lives.values()]
    .filter((life) => life.some((record) => record.kind === 'heartbeat' || record.kind === 'state'))
    .map(lifeOf);
}

function lifeOf(records: readonly SensorRecord[]): Life & { readonly pid: number } {
  const silences: Span[] = [];
  // Lines before the first heartbeat belong to the interval that it names: a log may begin in between.
  let interval = records.map(heartbeatOf).find((ms) => ms !== null) ?? defaultHeartbeatMs;
  let last = records[0]?.at.getTime() ?? 0;
  const fromMs = last;
  for (const record of records) {
    const at = record.at.getTime();
    if (at - last > lateFactor * interval) silences.push({ fromMs: last, toMs: at });
    last = Math.max(last, at);
    interval = heartbeatOf(record) ?? interval;
  }
  return { pid: records[0]?.pid ?? 0, fromMs, toMs: last - untoldMs, silences };
}

function heartbeatOf(record: SensorRecord): number | null {
  return record.kind === 'heartbeat' || record.kind === 'state' ? record.heartbeatMs : null;
}

/** When auditd told program starts: from the first that it told to its last word, less what was switched off between. */
export function auditAwake(reading: AuditReading): Span[] {
  const last = reading.last?.getTime() ?? 0;
  const ends = [
    ...reading.configChanges.filter(blinds).map((change) => change.at.getTime()),
    ...reading.daemonStops.map((at) => at.getTime()),
  ].sort((a, b) => a - b);
  const spans: Span[] = [];
  let from = reading.execs[0]?.at.getTime() ?? null;
  for (const end of ends) {
    if (from === null || end < from) continue;
    spans.push({ fromMs: from, toMs: end });
    from = reading.execs.find((exec) => exec.at.getTime() > end)?.at.getTime() ?? null;
  }
  return from === null || from > last ? spans : [...spans, { fromMs: from, toMs: last }];
}

function blinds({ what }: AuditConfigChange): boolean {
  return what === 'rule-removed' || what === 'switched-off';
}

/** When a source that writes nothing but events spoke: between its first and its last. */
export function spokenSpan(execs: readonly ExecEvent[]): Span[] {
  const times = execs.map((exec) => exec.at.getTime());
  return times.length === 0 ? [] : [{ fromMs: least(times), toMs: -least(times.map((time) => -time)) }];
}

function least(times: readonly number[]): number {
  return times.reduce((min, time) => Math.min(min, time), Number.POSITIVE_INFINITY);
}

function merged(spans: readonly Span[]): Span[] {
  const found: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
    if (span.toMs <= span.fromMs) continue;
    const last = found.at(-1);
    if (last && span.fromMs <= last.toMs)
      found[found.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, span.toMs) };
    else found.push({ fromMs: span.fromMs, toMs: span.toMs });
  }
  return found;
}

function without(spans: readonly Span[], hole: Span): Span[] {
  return spans
    .flatMap((span) => [
      { fromMs: span.fromMs, toMs: Math.min(span.toMs, hole.fromMs) },
      { fromMs: Math.max(span.fromMs, hole.toMs), toMs: span.toMs },
    ])
    .filter((span) => span.toMs > span.fromMs);
}
