/** Half-open range `[start, end)` of UTF-16 units in the analysed text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What a command does, in the words of `design/verdict.md` and ATT&CK's Unix shell techniques (T1059.004). */
export type BehaviourKind =
  | 'fetch-and-run'
  | 'pipe-to-shell'
  | 'download'
  | 'write-then-execute'
  | 'temp-execution'
  | 'reverse-shell'
  | 'recon'
  | 'persistence'
  | 'permission-change'
  | 'cleanup'
  | 'miner'
  | 'encoded'
  | 'secret-read'
  | 'exfiltration'
  | 'package-install-at-start';

/**
 * How much one behaviour says by itself: `attack` has no ordinary use in a server's child process, `sign` is worth a
 * look, `note` is a hardening remark that never alarms.
 */
export type BehaviourWeight = 'attack' | 'sign' | 'note';

/** One behaviour with the place that shows it; `text` is the shown source, at most 400 characters. */
export interface Behaviour {
  readonly kind: BehaviourKind;
  readonly weight: BehaviourWeight;
  readonly what: string;
  readonly technique: string;
  readonly span: Span;
  readonly text: string;
}

/** What an indicator was used for inside the command. */
export type IndicatorRole =
  | 'payload-server'
  | 'pool'
  | 'c2'
  | 'dropped-file'
  | 'wallet'
  | 'upload-target'
  | 'mentioned';

/** A thing to search for elsewhere. `scope` is null for what is not an address; documentation ranges count as public. */
export interface Indicator {
  readonly type: 'ipv4' | 'ipv6' | 'domain' | 'url' | 'path' | 'wallet';
  readonly value: string;
  readonly role: IndicatorRole;
  readonly scope: 'loopback' | 'private' | 'public' | null;
  readonly span: Span;
}

/** Bounds on hostile input; see `DEFAULT_SHELL_LIMITS`. */
export interface ShellLimits {
  readonly maxChars: number;
  readonly maxDepth: number;
  readonly maxInvocations: number;
}

/**
 * 64 KiB is half of Linux's MAX_ARG_STRLEN (`execve(2)`, 128 KiB): the head and the tail are read; depth counts texts
 * inside texts (`sh -c "sh -c …"`).
 */
export const DEFAULT_SHELL_LIMITS: ShellLimits = { maxChars: 65_536, maxDepth: 4, maxInvocations: 2_000 };

/** The reading of one command line. */
export interface CommandAnalysis {
  /** `tokens` when the text is no valid shell and a reading without quotes and grouping was added. */
  readonly reading: 'syntax-tree' | 'tokens';
  readonly errors: readonly string[];
  readonly truncated: boolean;
  /** Base names of the programs started, in order, at most 200. */
  readonly programs: readonly string[];
  readonly behaviours: readonly Behaviour[];
  readonly indicators: readonly Indicator[];
  /** Heaviest weight found; null when nothing was. */
  readonly weight: BehaviourWeight | null;
}

/** ATT&CK technique of each behaviour (attack.mitre.org, Enterprise, v17). */
export const TECHNIQUES: Readonly<Record<BehaviourKind, string>> = {
  'fetch-and-run': 'T1105',
  'pipe-to-shell': 'T1059.004',
  download: 'T1105',
  'write-then-execute': 'T1059.004',
  'temp-execution': 'T1036.005',
  'reverse-shell': 'T1059.004',
  recon: 'T1033',
  persistence: 'T1053',
  'permission-change': 'T1222.002',
  cleanup: 'T1070',
  miner: 'T1496',
  encoded: 'T1027',
  'secret-read': 'T1552',
  exfiltration: 'T1041',
  'package-install-at-start': 'T1072',
};
