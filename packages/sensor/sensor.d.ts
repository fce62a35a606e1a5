/** What the sensor does on a critical event. `off` is a state that is reported, not an absence. */
export type SensorMode = 'observe' | 'block' | 'off';

/** Exact counters since load: `seen = emitted + aggregated + dropped`. */
export interface SensorCounters {
  /** Calls that reached a hook. */
  readonly seen: number;
  /** Events that became a line of their own. */
  readonly emitted: number;
  /** Repeats of a signature, reported as counts. */
  readonly aggregated: number;
  /** Calls that could not be recorded, for example close to the end of the stack. */
  readonly dropped: number;
  /** Calls refused in mode `block`; these are also seen. */
  readonly blocked: number;
  /** Results recorded after calls. */
  readonly results: number;
}

/** Lines on their way out: `queued = written + pending + lost`. */
export interface SensorOutput {
  readonly sink: 'socket' | 'file' | 'stderr';
  readonly queued: number;
  readonly written: number;
  readonly pending: number;
  readonly lost: number;
}

/** A snapshot of one thread's sensor. */
export interface SensorState {
  readonly version: string;
  readonly mode: SensorMode;
  /** `late`: by require or instrumentation.ts, after the application began. */
  readonly loadedBy: 'preload' | 'late';
  readonly offBy: 'CANDOR_SENSOR' | 'DISABLE_SUBPROC_DIAG' | null;
  /** RFC 3339, UTC. */
  readonly startedAt: string;
  readonly node: string;
  readonly threadId: number;
  /** Self-test by hook: true where the canary was seen. */
  readonly hooks: Readonly<Record<string, boolean>>;
  /** `part: reason` for each part that works less well than designed. */
  readonly degraded: readonly string[];
  /** Names of hooks found overwritten. */
  readonly tampered: readonly string[];
  readonly counters: SensorCounters;
  readonly byKind: Readonly<Record<string, number>>;
  readonly output: SensorOutput;
  readonly baseline: { readonly path: string; readonly keys: number };
  /** The list of the migrations policy; null where there is none. */
  readonly migrations: readonly string[] | null;
}

/** The state of this thread's sensor, as a copy. */
export function getSensorState(): SensorState;
