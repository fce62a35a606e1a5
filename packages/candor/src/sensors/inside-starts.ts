import type { SensorRecord } from '../formats/sensor-events/sensor-record.js';
import { ThreadLives } from '../formats/sensor-events/thread-lives.js';

/** One start of a program as the process itself tells it. */
export interface InsideStart {
  /** `pid:tid:life:seq` of the line that tells it. */
  readonly id: string;
  /** The process that asked. */
  readonly parentPid: number;
  /** Null where the result was not kept. */
  readonly childPid: number | null;
  readonly fromMs: number;
  readonly toMs: number;
  readonly argvHash: number | null;
  readonly file: string | null;
  readonly argv: readonly string[];
  /** 1-based line that tells it. */
  readonly line: number;
}

/** Starts that happened, from the sensor's lines: refused and failed ones are left out, repeats have their own pids. */
export function insideStarts(records: readonly SensorRecord[]): InsideStart[] {
  const starts = new Map<string, InsideStart>();
  const repeats: InsideStart[] = [];
  const lives = new ThreadLives();
  for (const record of records) {
    const at = record.at.getTime();
    const life = lives.of(record);
    const id = `${life}:${record.seq}`;
    if (record.kind === 'spawn' && !record.blocked)
      starts.set(id, {
        id,
        parentPid: record.pid,
        childPid: record.api === 'execve' ? record.pid : null,
        fromMs: at,
        toMs: at,
        argvHash: record.argvHash,
        file: record.file,
        argv: record.argv,
        line: record.line,
      });
    if (record.kind !== 'spawn-result' && record.kind !== 'aggregate') continue;
    const of = `${life}:${record.of}`;
    const first = starts.get(of);
    if (!first) continue;
    if (record.kind === 'aggregate')
      repeats.push(
        ...record.childPids.map((childPid, index) => ({
          ...first,
          id: `${id}#${index}`,
          childPid,
          fromMs: record.from.getTime(),
          toMs: at,
        })),
      );
    else if (record.childPid === 0 || (record.childPid === null && record.error !== null)) starts.delete(of);
    else if (record.childPid !== null) starts.set(of, { ...first, childPid: record.childPid });
  }
  return [...starts.values(), ...repeats];
}
