import type { Call } from '../../facts/detections.js';

/** Calls of one command in one place: the first of them, and how many. */
export interface SameCalls {
  readonly call: Call;
  readonly count: number;
}

/** Groups calls by subject and command, in the order of the first of each. */
export function sameCalls(calls: readonly Call[]): readonly SameCalls[] {
  const groups = new Map<string, SameCalls>();
  for (const call of calls) {
    const key = `${call.subject} ${call.command}`;
    const known = groups.get(key);
    groups.set(key, known ? { ...known, count: known.count + 1 } : { call, count: 1 });
  }
  return [...groups.values()];
}
