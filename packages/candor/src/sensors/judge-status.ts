import { type LossLedger, lossLedger } from '../formats/sensor-events/loss-ledger.js';
import type { SensorRecord, SensorStatus } from '../formats/sensor-events/sensor-record.js';

/** One thread by its last word. */
export interface ThreadStatus {
  readonly pid: number;
  readonly tid: number;
  readonly mode: string;
  readonly heartbeatAt: Date;
  readonly ageSec: number;
  /** Spoke within two heartbeats. */
  readonly alive: boolean;
  readonly degraded: readonly string[];
  readonly tampered: readonly string[];
}

/** Whether a sensor is well, by what was heard of it. */
export interface SensorHealth {
  readonly well: boolean;
  /** What is wrong, most serious first; empty when it is well. */
  readonly wrong: readonly string[];
  readonly threads: readonly ThreadStatus[];
  /** Counters and losses of all threads in the text; null when nothing was heard. */
  readonly ledger: LossLedger | null;
}

const defaultBeatMs = 10_000;
/** A thread that was last heard this many heartbeats before the last one is gone: workers and children end without a word. */
const goneBeats = 3;

/** Judges the sensor's own lines at a moment. `pid` keeps to one process, as it calls itself (its own namespace). */
export function judgeStatus(records: readonly SensorRecord[], now: Date, pid: number | null): SensorHealth {
  const own = pid === null ? records : records.filter((record) => record.pid === pid);
  const ledger = own.length === 0 ? null : lossLedger(own);
  const threads = livingThreads(own).map((status) => threadOf(status, now));
  if (ledger === null || threads.length === 0)
    return { well: false, wrong: ['no heartbeat was heard'], threads, ledger };
  const wrong = [
    ...lost('hooks were overwritten', unique(threads.flatMap(({ tampered }) => tampered))),
    ...(threads.some(({ mode }) => mode === 'off') ? ['it is switched off'] : []),
    ...threads.filter(({ alive }) => !alive).map(silence),
    ...losses(ledger),
  ];
  return { well: wrong.length === 0, wrong, threads, ledger };
}

/** The last status of each thread that has not ended. */
function livingThreads(records: readonly SensorRecord[]): SensorStatus[] {
  const last = new Map<string, SensorStatus>();
  for (const record of records)
    if (record.kind === 'heartbeat' || record.kind === 'state') last.set(`${record.pid}:${record.tid}`, record);
  const all = [...last.values()];
  const latestMs = Math.max(...all.map(({ at }) => at.getTime()));
  const open = all.filter((status) => status.change !== 'exit' || all.length === 1);
  return open.filter(({ at, heartbeatMs }) => latestMs - at.getTime() < goneBeats * (heartbeatMs ?? defaultBeatMs));
}

function threadOf(status: SensorStatus, now: Date): ThreadStatus {
  const { pid, tid, mode, at, heartbeatMs, degraded, tampered, change } = status;
  const ageMs = now.getTime() - at.getTime();
  const alive = change !== 'exit' && ageMs <= 2 * (heartbeatMs ?? defaultBeatMs);
  return { pid, tid, mode, heartbeatAt: at, ageSec: Math.round(ageMs / 1000), alive, degraded, tampered };
}

function silence({ pid, tid, ageSec }: ThreadStatus): string {
  const thread = tid === 0 ? '' : `, thread ${tid}`;
  return `pid ${pid}${thread} was last heard ${ageSec} s ago: it ended, its event loop is blocked, or its sensor is gone`;
}

function losses({ balanced, dropped, outputLost, missing }: LossLedger): string[] {
  return [
    ...(balanced ? [] : ['its counters do not add up']),
    ...(dropped > 0 ? [`${dropped} calls could not be recorded`] : []),
    ...(outputLost > 0 ? [`${outputLost} lines could not be written`] : []),
    ...(missing > 0 ? [`${missing} lines are missing between those that are there`] : []),
  ];
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];
const lost = (what: string, names: readonly string[]): string[] =>
  names.length === 0 ? [] : [`${what}: ${names.join(', ')}`];
