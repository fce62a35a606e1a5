import type { EvidenceRef } from '../../core/evidence.js';
import type { UnknownReason } from '../../core/fact.js';
import type { HypothesisId, Report, VerdictStatus } from '../../core/report.js';
import { exitCodeOf } from '../../core/report.js';
import type { Result } from '../../core/result.js';

/** `2025-12-13 08:38 UTC`; `at an unknown time` for null. */
export function utc(at: Date | null): string {
  return at ? `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC` : 'at an unknown time';
}

/** `2025-12-13 08:38:10`, for tables that say UTC in their head. */
export function utcSeconds(at: Date | null): string {
  return at ? at.toISOString().slice(0, 19).replace('T', ' ') : 'time unknown';
}

/** `9 hours 40 minutes`, in at most two units. */
export function duration(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  const parts: [number, string][] = [
    [Math.floor(minutes / 1440), 'day'],
    [Math.floor((minutes % 1440) / 60), 'hour'],
    [minutes % 60, 'minute'],
  ];
  const shown = parts.filter(([n]) => n > 0).slice(0, 2);
  return shown.length === 0 ? 'less than a minute' : shown.map(([n, unit]) => count(n, unit)).join(' ');
}

/** `1 check`, `3 checks`; `plural` where an s is not enough. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${n} ${n === 1 ? noun : plural}`;
}

/** The verdict as it is printed (verdict.md, section 3). */
export function headline(report: Report): string {
  const { requiredAnswered, requiredTotal } = report.coverage;
  switch (report.verdict.status) {
    case 'COMPROMISED':
      return report.verdict.confidence === 'confirmed' ? 'BROKEN INTO (confirmed)' : 'PROBABLY BROKEN INTO (suspected)';
    case 'UNDER ATTACK':
      return 'SOMEONE IS TRYING NOW, outcome not proven';
    case 'AT RISK':
      return 'OPEN DOOR, no break-in seen';
    case 'INCONCLUSIVE':
      return `CANNOT TELL YET: nothing bad found, ${requiredTotal - requiredAnswered} of ${requiredTotal} unanswered`;
    case 'SAFE':
      return `SAFE as of ${utc(report.capturedAt)} for the last ${windowLength(report)}: ${requiredAnswered} of ${requiredTotal} answered`;
    default:
      return report.verdict.status satisfies never;
  }
}

/** Length of the effective window in words, to stand after "the last": `hour`, `9 hours 40 minutes`. */
export function windowLength(report: Report): string {
  return duration(report.capturedAt.getTime() - report.window.effectiveSince.getTime()).replace(/^1 (\w+)$/, '$1');
}

/** The verdict's sentence without the words that the headline has already said. */
export function summaryRest(report: Report): string {
  const rest = report.verdict.summary.replace(
    /^(?:Broken into|Probably broken into|Someone is trying now|An open door, no break-in seen): /,
    '',
  );
  return opening(rest);
}

/** The text as a sentence begins: a plain first word gets its capital, a name (`web-1`) stays as it is. */
export function opening(text: string): string {
  return /^[a-z]+[ ,]/.test(text) ? capital(text) : text;
}

/** First letter upper case. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The sentence with a full stop at its end, unless it has an end of its own. */
export function sentence(text: string): string {
  return /[.!?…:]$/.test(text) ? text : `${text}.`;
}

/** `container payload-1`, `host`, `project payload`: a subject as one says it. */
export function subjectWords(subject: string): string {
  return subject.replace(/^(container|project|external):/, '$1 ');
}

/** What was found and about what; the subject is not said twice. */
export function said(result: Pick<Result, 'subject' | 'what' | 'title'>): string {
  const what = sentence(result.what ?? result.title);
  const name = result.subject.replace(/^[a-z]+:/, '');
  return result.subject !== 'host' && what.includes(name) ? opening(what) : `${subjectWords(result.subject)}: ${what}`;
}

/** `docker.diff, artifacts/07-docker-diff.txt:3`: where a piece of evidence stands. */
export function refPlace(ref: EvidenceRef): string {
  const line = ref.line === undefined ? '' : `:${ref.line}`;
  return ref.path ? `${ref.artifact}, ${ref.path}${line}` : `${ref.artifact} of ${subjectWords(ref.subject)}${line}`;
}

/** Why something is not known, said to a person. */
export const reasonWords: Readonly<Record<UnknownReason | 'error' | 'stale', string>> = {
  denied: 'not allowed to look',
  'absent-sensor': 'nothing on this host records it',
  timeout: 'took too long to answer',
  unreachable: 'could not be reached',
  unparseable: 'came back cut short or unreadable',
  'disabled-by-operator': 'switched off by the operator',
  'out-of-window': 'older than what is kept',
  'not-collected': 'not in the evidence',
  unsupported: 'not read by this version of Candor',
  error: 'the check itself failed (a bug in Candor)',
  stale: 'the answer is too old',
};

/** The rival hypotheses as one says them. */
export const hypothesisWords: Readonly<Record<HypothesisId, string>> = {
  'attack-succeeded': 'an attack that succeeded',
  'attack-attempted': 'an attack that failed',
  'benign-operation': 'normal operation',
  'instrument-artefact': 'a fault of the monitor itself',
};

/** What ran, in words. */
export const executedWords = {
  yes: 'the command ran',
  no: 'the command did not run',
  unknown: 'not known whether the command ran',
} as const;

const meanings: Readonly<Record<VerdictStatus, string>> = {
  SAFE: 'everything that must be answered was answered, and well',
  INCONCLUSIVE: 'nothing bad was found, and something that must be answered was not',
  'AT RISK': 'something serious is open; no break-in was seen',
  'UNDER ATTACK': 'someone tried within the last hour and the outcome is not shown',
  COMPROMISED: 'attacker code ran or runs, or left a way back',
};

/** What the exit code of a verdict means. */
export function exitMeaning(status: VerdictStatus): string {
  return `Exit code ${exitCodeOf(status)} (${status}): ${meanings[status]}.`;
}
