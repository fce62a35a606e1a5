import type { SensorRecord } from './sensor-record.js';

/** What the sensor saw, wrote and lost, over all threads; `seen = emitted + aggregated + dropped` where it is balanced. */
export interface LossLedger {
  readonly threads: number;
  readonly seen: number;
  readonly emitted: number;
  readonly aggregated: number;
  readonly dropped: number;
  readonly balanced: boolean;
  /** Lines that the sensor says it could not write. */
  readonly outputLost: number;
  /** Lines missing between two numbers of one thread. */
  readonly missing: number;
  /** Threads whose first line is not number 1: the text begins later than they did. */
  readonly startsCut: number;
  /** Nothing is known to be lost. */
  readonly whole: boolean;
}

interface Thread {
  first: number;
  last: number;
  missing: number;
  counters: { readonly seen: number; readonly emitted: number; readonly aggregated: number; readonly dropped: number };
  outputLost: number;
}

const nothing = { seen: 0, emitted: 0, aggregated: 0, dropped: 0 };

/** Counts by thread; number 1 begins a new life of a pid that is used again. */
export function lossLedger(records: readonly SensorRecord[]): LossLedger {
  const open = new Map<string, Thread>();
  const all: Thread[] = [];
  for (const record of records) {
    const key = `${record.pid}:${record.tid}`;
    const old = open.get(key);
    const thread =
      old && record.seq !== 1
        ? old
        : { first: record.seq, last: record.seq, missing: 0, counters: nothing, outputLost: 0 };
    if (thread !== old) {
      all.push(thread);
      open.set(key, thread);
    } else if (record.seq > thread.last) {
      thread.missing += record.seq - thread.last - 1;
      thread.last = record.seq;
    }
    if (record.kind !== 'heartbeat' && record.kind !== 'state') continue;
    thread.counters = record.counters;
    thread.outputLost = record.outputLost;
  }
  return summed(all);
}

function summed(threads: readonly Thread[]): LossLedger {
  const sum = (of: (thread: Thread) => number) => threads.reduce((total, thread) => total + of(thread), 0);
  const balanced = threads.every(
    ({ counters: { seen, emitted, aggregated, dropped } }) => seen === emitted + aggregated + dropped,
  );
  const dropped = sum((thread) => thread.counters.dropped);
  const outputLost = sum((thread) => thread.outputLost);
  const missing = sum((thread) => thread.missing);
  return {
    threads: threads.length,
    seen: sum((thread) => thread.counters.seen),
    emitted: sum((thread) => thread.counters.emitted),
    aggregated: sum((thread) => thread.counters.aggregated),
    dropped,
    balanced,
    outputLost,
    missing,
    startsCut: threads.filter((thread) => thread.first !== 1).length,
    whole: balanced && dropped === 0 && outputLost === 0 && missing === 0,
  };
}
