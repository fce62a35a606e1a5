import type { ArtifactStatus } from '../../core/evidence.js';

/** An answer of the engine's API; `bytes` is empty unless the status is `ok` or `truncated`. */
export interface EngineAnswer {
  readonly status: ArtifactStatus;
  readonly bytes: Buffer;
  readonly httpStatus: number | null;
  readonly detail: string | null;
  /** `GET /v1.41/info`, for the source of the artefact. */
  readonly api: string;
}

/** Bounds of one call. */
export interface EngineCall {
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

/** A container as far as collectors need it; names are written by others and only ever printed. */
export interface EngineContainer {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly running: boolean;
  /** First process in the engine's pid namespace; 0 when not running. */
  readonly pid: number;
  readonly tty: boolean;
  readonly logDriver: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly workingDir: string;
  /** Upper folder of overlay2 on the host; null for other drivers. */
  readonly upperDir: string | null;
  /** The whole answer of `GET /containers/ID/json`; null when it could not be had. */
  readonly inspect: unknown;
}

/** The engine's containers, or why there are none to be seen. */
export interface EngineContainers {
  readonly status: ArtifactStatus;
  readonly detail: string | null;
  readonly list: EngineAnswer;
  readonly items: readonly EngineContainer[];
}

/** The container engine, read-only. */
export interface EngineAccess {
  /** A GET of the allow-list; anything else is answered `error` without being sent. */
  get(path: string, call?: EngineCall): Promise<EngineAnswer>;
  /** All containers with their inspection; asked once, then remembered. */
  containers(): Promise<EngineContainers>;
}
