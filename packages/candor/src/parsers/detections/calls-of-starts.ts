import type { EvidenceRef, NonEmpty } from '../../core/evidence.js';
import { startSequences } from '../../events/start-sequences.js';
import type { Call } from '../../facts/detections.js';
import type { StartSeen, StartView } from '../../facts/starts.js';
import { analyseCommand } from '../../formats/shell/analyse-command.js';

/** Calls with the halves that saw them: what both saw did run. */
export function withSides(calls: readonly Call[], { starts }: StartView): Call[] {
  const byLine = new Map(
    starts.filter((start) => start.side !== 'kernel-only').map((start) => [placeOf(start), start]),
  );
  return calls.map((call) => {
    const start = byLine.get(placeOf(call));
    if (!start) return call;
    const [first, ...rest] = call.evidence;
    const own = { ...call, seenBy: start.side };
    return start.side === 'both' && call.executed !== 'no'
      ? {
          ...own,
          executed: 'yes' as const,
          executedBecause: `the process and the kernel both saw it start (pid ${start.hostPid ?? 'not told'})`,
          hostPid: start.hostPid,
          evidence: [first, ...rest, ...start.evidence.slice(1)] as NonEmpty<EvidenceRef>, // it begins with `first`
        }
      : own;
  });
}

function placeOf({ subject, evidence }: Pick<Call, 'subject' | 'evidence'>): string {
  return `${evidence[0].artifact} ${evidence[0].path ?? ''} ${subject} ${evidence[0].line ?? ''}`;
}

/** Starts that the kernel saw below a Node process and its sensor did not report, while both were awake and whole. */
export function callsPastSensor({ starts }: StartView): Call[] {
  return starts
    .filter((start) => start.side === 'kernel-only' && start.claim)
    .map((start) => ({
      ...callOf(start),
      id: `kernel@${start.subject}:${start.hostPid ?? ''}:${start.at.getTime()}`,
      origin: 'past-sensor',
    }));
}

/** Files that one start wrote and a later one ran: two starts, one attack. */
export function callsInSequence({ starts }: StartView): Call[] {
  const bySubject = new Map<string, Call[]>();
  for (const start of [...starts].sort((a, b) => a.at.getTime() - b.at.getTime())) {
    const list = bySubject.get(start.subject) ?? [];
    list.push(callOf(start));
    bySubject.set(start.subject, list);
  }
  return [...bySubject.values()].flatMap((calls) =>
    startSequences(calls.flatMap((call) => (call.at === null ? [] : [{ ...call, at: call.at }]))).map(
      ({ first, then, command, analysis }) => ({
        ...then,
        id: `sequence@${then.id}`,
        at: first.at,
        lastAt: then.at,
        command,
        analysis,
        rawLines: 2,
        evidence: [...first.evidence, ...then.evidence],
      }),
    ),
  );
}

function callOf(start: StartSeen): Call {
  return {
    id: `start@${start.subject}:${start.hostPid ?? ''}:${start.at.getTime()}`,
    subject: start.subject,
    at: start.at,
    lastAt: start.at,
    command: start.command,
    analysis: analyseCommand(start.command),
    origin: 'unknown',
    knownSink: null,
    executed: start.side === 'process-only' ? 'unknown' : 'yes',
    executedBecause: start.side === 'process-only' ? start.reason : 'the kernel saw it start',
    recursion: false,
    requestEcho: false,
    rawLines: 1,
    hostPid: start.hostPid,
    seenBy: start.side,
    evidence: start.evidence,
  };
}
