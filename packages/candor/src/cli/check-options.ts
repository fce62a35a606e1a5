/** Levels of `--fail-on`: the exit code is 0 below the chosen one. */
export const failLevels = ['compromised', 'attack', 'risk', 'inconclusive', 'new'] as const;
/** One of {@link failLevels}. */
export type FailLevel = (typeof failLevels)[number];

/** Where evidence comes from and how far back it goes. */
export interface AcquireOptions {
  readonly from?: string;
  readonly ssh?: string;
  readonly sudo?: boolean;
  /** Milliseconds before the capture. */
  readonly since: number;
  readonly offline?: boolean;
  readonly quiet?: boolean;
}

/** Options of `candor check` as commander hands them over. */
export interface CheckOptions extends AcquireOptions {
  readonly failOn?: FailLevel;
  readonly json?: boolean;
  readonly format: readonly string[];
  readonly output: readonly string[];
  readonly config?: string;
  readonly case?: string;
}
