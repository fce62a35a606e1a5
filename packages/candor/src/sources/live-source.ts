import type { ExecEvent } from '../formats/exec-events/exec-event.js';

/** Live sources, best first. */
export const sourceNames = [
  'audit-socket',
  'audit-log',
  'tetragon',
  'tracefs',
  'falco',
  'proc-sweep',
  'docker-events',
] as const;
/** One of {@link sourceNames}. */
export type SourceName = (typeof sourceNames)[number];

/** What a source can and cannot see; printed wherever its silence could be taken for an answer. */
export interface SourceCoverage {
  /** It tells every program start while it runs and loses nothing: only then does its silence mean anything. */
  readonly everyStart: boolean;
  /** It tells the arguments. */
  readonly argv: boolean;
  /** One sentence: what it sees. */
  readonly sees: string;
  /** One sentence: what it does not see. */
  readonly misses: string;
}

/** Where a source puts what it reads. Calls are synchronous and must not throw. */
export interface SourceSink {
  readonly exec: (event: ExecEvent) => void;
  /** At least `count` events are gone for ever. */
  readonly lost: (count: number, why: string) => void;
  /** The source was heard: an event, or an answer that it lives. */
  readonly alive: (at: Date) => void;
}

/** Where things are on this machine, and what a source may use. Null: not there, or not asked for. */
export interface SourcePlaces {
  readonly auditLog: string;
  /** Socket of auditd's `af_unix` plugin. */
  readonly auditSocket: string;
  /** tracefs(5), `/sys/kernel/tracing`. */
  readonly tracefs: string;
  readonly proc: string;
  readonly dockerSocket: string | null;
  /** File or named pipe with one JSON event a line. */
  readonly falco: string | null;
  readonly tetragon: string | null;
  /** Output of a read-only command of the host (`auditctl -l`); null when it cannot be run. */
  readonly run: (command: string, args: readonly string[]) => Promise<string | null>;
  readonly now: () => Date;
  /** Waits, at most until the signal. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Whether a source works here. */
export interface SourceProbe {
  readonly works: boolean;
  /** What was found, or what is missing and how to get it. */
  readonly why: string;
}

/** A stream of program starts. One file each; {@link SourceSink} is all that its user implements. */
export interface LiveSource {
  readonly name: SourceName;
  readonly coverage: SourceCoverage;
  /** Using it changes something in the kernel for as long as it runs: never picked by itself. */
  readonly changesHost: boolean;
  /** Looks without changing anything. */
  readonly probe: (places: SourcePlaces) => Promise<SourceProbe>;
  /** Reads from now on until the signal; resolves with why it ended, never rejects. */
  readonly run: (places: SourcePlaces, sink: SourceSink, signal: AbortSignal) => Promise<string>;
}
