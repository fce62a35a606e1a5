import { exampleNow, exampleRef } from '../../core/example.js';
import type { Call, Detections } from '../../facts/detections.js';
import { analyseCommand } from '../../formats/shell/analyse-command.js';

/** What logs show when nothing is wrong, for the examples of checks; `change` says what differs. */
export function exampleDetections(change: Partial<Detections> = {}): Detections {
  return {
    calls: [],
    evaluations: [],
    outputs: [],
    socketErrors: [],
    attempts: [],
    monitors: [],
    starts: [],
    notUnderstood: 0,
    ...change,
  };
}

/**
 * A launch that a monitor in the app logged half an hour ago, for the examples of checks. The command is analysed when
 * somebody asks: every start of the program builds the examples, and only tests and docs read them.
 */
export function exampleCall(command: string, change: Partial<Call> = {}): Call {
  let analysis: Call['analysis'] | null = null;
  return {
    id: 'docker.logs@container:site-app-1:7',
    subject: 'container:site-app-1',
    at: new Date(exampleNow.getTime() - 1_800_000),
    lastAt: null,
    command,
    get analysis() {
      analysis ??= analyseCommand(command);
      return analysis;
    },
    origin: 'app',
    knownSink: null,
    executed: 'unknown',
    executedBecause: 'the line was written before the call',
    recursion: false,
    requestEcho: false,
    rawLines: 1,
    hostPid: null,
    seenBy: null,
    evidence: [exampleRef('docker.logs', 'container:site-app-1', 7)],
    ...change,
  };
}
