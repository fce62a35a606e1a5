import type { EvidenceRef, NonEmpty } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';
import type { CommandAnalysis } from '../formats/shell/command-analysis.js';
import type { StartSeen } from './starts.js';

/**
 * Who asked for a call: code evaluated at run time, the app's or a dependency's own files, or not told; `past-sensor`
 * when the kernel saw a Node process start it and that process's own sensor, awake and whole, did not.
 */
export type CallOrigin = 'evaluated' | 'app' | 'unknown' | 'past-sensor';

/** One launch of a program after collapse (BURST_COLLAPSE), as a monitor, a log or a sensor tells it. */
export interface Call {
  readonly id: string;
  readonly subject: string;
  readonly at: Date | null;
  readonly lastAt: Date | null;
  readonly command: string;
  readonly analysis: CommandAnalysis;
  readonly origin: CallOrigin;
  /** The advisory whose vulnerable sink stands in the stack (KNOWN_FRAME). */
  readonly knownSink: { readonly advisory: string; readonly package: string; readonly frame: string } | null;
  /** `yes` and `no` only from an observation after the call (CLAIMED_NOT_OBSERVED). */
  readonly executed: 'yes' | 'no' | 'unknown';
  readonly executedBecause: string;
  /** The monitor recursed around this one call: explains its count and that it did not run, never its content. */
  readonly recursion: boolean;
  /** The same text stands in a request of the same time (REQUEST_ECHO): an attempt, never execution. */
  readonly requestEcho: boolean;
  readonly rawLines: number;
  readonly hostPid: number | null;
  /** Which halves saw it, where both could be compared; null elsewhere. */
  readonly seenBy: StartSeen['side'] | null;
  readonly evidence: NonEmpty<EvidenceRef>;
}

/** Evaluated code without a command: an error under a vulnerable sink, or code generation in a request that a sensor saw. */
export interface Evaluation {
  readonly subject: string;
  readonly at: Date | null;
  /** Null when it is not known through which hole the code came: a sensor saw it, no known frame did. */
  readonly advisory: string | null;
  readonly package: string;
  readonly frame: string;
  /** Which request brought it, and what it did; null where a log tells of it and no sensor. */
  readonly deed: EvaluatedDeed | null;
  readonly count: number;
  readonly evidence: NonEmpty<EvidenceRef>;
}

/** What a sensor saw of evaluated code. */
export interface EvaluatedDeed {
  readonly kind: 'codegen' | 'spawn' | 'worker' | 'dlopen' | 'connect' | 'dns';
  /** `POST /lab/evaluate` */
  readonly request: string;
  /** Place in the app's files that evaluated it: `file:line:column`. */
  readonly site: string | null;
  /** `app`, `dep:<package>`, or code without a file. */
  readonly provenance: string;
  /** Whom it connected to: address and port, path or name. */
  readonly peer: string | null;
}

/** What a download tool or a shell printed into the app's own log: a child of the app ran. */
export interface ToolOutput {
  readonly subject: string;
  readonly first: Date | null;
  readonly last: Date | null;
  /** Addresses and host names that it says it talked to. */
  readonly peers: readonly string[];
  readonly lines: number;
  readonly evidence: NonEmpty<EvidenceRef>;
}

/** A socket error of the app itself: it tried to talk to somebody. */
export interface SocketError {
  readonly subject: string;
  readonly at: Date | null;
  readonly code: string;
  /** Address or host name. */
  readonly peer: string;
  readonly port: number | null;
  readonly count: number;
  readonly evidence: NonEmpty<EvidenceRef>;
}

/** Requests that try something, collapsed by client and kind. */
export interface Attempt {
  readonly subject: string;
  readonly client: string | null;
  readonly what: string;
  readonly first: Date | null;
  readonly last: Date | null;
  readonly count: number;
  /** True when every one was answered 4xx, 444 or closed. */
  readonly refused: boolean;
  readonly evidence: NonEmpty<EvidenceRef>;
}

/** What a monitor or sensor says about itself in a log. */
export interface MonitorState {
  readonly subject: string;
  readonly at: Date | null;
  readonly name: string;
  readonly state: 'installed' | 'disabled' | 'failed';
  readonly detail: string;
  readonly evidence: NonEmpty<EvidenceRef>;
}

/** All that logs and sensors show. */
export interface Detections {
  readonly calls: readonly Call[];
  readonly evaluations: readonly Evaluation[];
  readonly outputs: readonly ToolOutput[];
  readonly socketErrors: readonly SocketError[];
  readonly attempts: readonly Attempt[];
  readonly monitors: readonly MonitorState[];
  /** Starts of the app: a restart, and the version that its banner names. */
  readonly starts: readonly {
    readonly subject: string;
    readonly at: Date | null;
    readonly framework: string | null;
    readonly version: string | null;
    readonly evidence: NonEmpty<EvidenceRef>;
  }[];
  /** Lines that no reader understood. */
  readonly notUnderstood: number;
}

/** Calls, evaluated code, socket errors, attempts and monitor states of all logs and sensors. */
export const detections = defineFact<Detections>({
  id: 'detections',
  title: 'What logs and sensors show',
  sources: [
    'docker.logs',
    'nginx.access-log',
    'nginx.error-log',
    'sensor.events',
    'audit.log',
    'falco.events',
    'tetragon.events',
    'host.processes',
  ],
});
