import type { ArtifactId } from '../core/artifact-catalogue.js';
import type { ArtifactSource, ArtifactStatus } from '../core/evidence.js';
import type { Policy } from '../core/policy.js';
import type { EngineAccess } from './docker/engine-access.js';
import type { ReadOnlyFs } from './env/read-only-fs.js';
import type { Runner } from './env/run-command.js';
import type { Redactor } from './redact/redactor.js';

/** One artefact as a collector made it (evidence.md); `content` is empty unless the status is `ok` or `truncated`. */
export interface CollectedArtifact {
  readonly id: ArtifactId;
  /** `host`, `container:<name>`, `project:<compose project>` or `external:<vantage>`. */
  readonly subject: string;
  readonly order: number;
  readonly source: ArtifactSource | null;
  readonly status: ArtifactStatus;
  /** Says what is missing, what that costs and how to get it; null when all is there. */
  readonly detail: string | null;
  readonly filtered: boolean;
  readonly capturedAt: Date;
  readonly content: Buffer;
}

/** Everything that a collector may touch: tests pass a fake root, a fake engine and a fixed clock. */
export interface CollectorEnv {
  now(): Date;
  readonly fs: ReadOnlyFs;
  readonly run: Runner;
  readonly engine: EngineAccess;
  readonly policy: Policy;
  /** Start of the window: logs and events before it are not asked for. */
  readonly since: Date;
  readonly redact: Redactor;
  /** Effective uid and pid of the collecting process. */
  readonly uid: number;
  readonly pid: number;
  /** When the collection began. */
  readonly startedAt: Date;
  /** False when the redaction key is only of this run, so that two captures cannot be compared. */
  readonly keyIsPersistent: boolean;
  readonly signal: AbortSignal;
  /** Called with a few words whenever a collector begins; for a progress line. */
  progress(label: string): void;
}

/** One way of obtaining evidence. It never throws for what the host denies; it says so in the status. */
export interface Collector {
  readonly id: string;
  /** Every id that it answers for: when it fails or hangs, each is listed with that status. */
  readonly artifacts: readonly ArtifactId[];
  /** Longest run in milliseconds; the default of `collectAll` otherwise. */
  readonly deadlineMs?: number;
  /** True for one that looks at the collection itself, after all others. */
  readonly last?: boolean;
  collect(env: CollectorEnv): Promise<CollectedArtifact[]>;
}
