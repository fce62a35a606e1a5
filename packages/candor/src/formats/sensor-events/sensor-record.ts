/** Kinds of lines that the Candor sensor writes (`packages/sensor/README.md`). */
export type SensorKind =
  | 'spawn'
  | 'spawn-result'
  | 'codegen'
  | 'connect'
  | 'dns'
  | 'worker'
  | 'dlopen'
  | 'heartbeat'
  | 'state'
  | 'self-test'
  | 'aggregate';

/** The request that an event happened in. */
export interface SensorRequest {
  readonly method: string;
  readonly path: string;
  readonly client: string | null;
  readonly nextAction: boolean;
}

/** What every line has. */
interface Base {
  readonly at: Date;
  readonly pid: number;
  readonly tid: number;
  readonly seq: number;
  /** 1-based line in the text. */
  readonly line: number;
}

/** A launch, code generation, connection, worker or addon, with who asked for it. */
export interface SensorEvent extends Base {
  readonly kind: 'spawn' | 'codegen' | 'connect' | 'dns' | 'worker' | 'dlopen';
  readonly api: string;
  readonly provenance: string;
  readonly key: string;
  readonly known: boolean;
  readonly site: string | null;
  readonly request: SensorRequest | null;
  readonly severity: string;
  readonly reason: string;
  readonly blocked: boolean;
  readonly file: string | null;
  readonly argv: readonly string[];
  readonly argvHash: number | null;
  readonly argvTruncated: boolean;
  readonly code: string | null;
  readonly peer: string | null;
}

/** What became of a launch. `childPid` 0: nothing was started. */
export interface SensorResult extends Base {
  readonly kind: 'spawn-result';
  readonly of: number;
  readonly childPid: number | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly error: string | null;
}

/** Repeats of one event since `from`. */
export interface SensorAggregate extends Base {
  readonly kind: 'aggregate';
  readonly of: number;
  readonly ofKind: string;
  readonly count: number;
  readonly childPids: readonly number[];
  readonly from: Date;
}

/** A heartbeat or a change of state, with the counters. */
export interface SensorStatus extends Base {
  readonly kind: 'heartbeat' | 'state';
  readonly mode: string;
  readonly startedAt: Date | null;
  readonly change: string | null;
  readonly counters: {
    readonly seen: number;
    readonly emitted: number;
    readonly aggregated: number;
    readonly dropped: number;
  };
  /** Lines that the sensor could not write. */
  readonly outputLost: number;
  readonly degraded: readonly string[];
  readonly tampered: readonly string[];
  readonly heartbeatMs: number | null;
}

/** The self-test of one thread. */
export interface SensorSelfTest extends Base {
  readonly kind: 'self-test';
  readonly degraded: readonly string[];
}

/** One line of the sensor. */
export type SensorRecord = SensorEvent | SensorResult | SensorAggregate | SensorStatus | SensorSelfTest;
