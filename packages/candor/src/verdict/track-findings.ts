import type { Result } from '../core/result.js';
import { type Severity, severityRank } from '../core/severity.js';
import type { EarlierFinding, EarlierReport, History } from '../facts/history.js';
import { isUnanswered } from './answer-questions.js';

/** A finding of an earlier report whose evidence is gone: it was never shown to be repaired. */
export interface VanishedFinding {
  readonly finding: EarlierFinding;
  readonly report: EarlierReport;
  /** The result that does not answer any more. */
  readonly result: Result;
}

/** Results with their status against the history, and the findings that vanished unanswered. */
export interface TrackedFindings {
  readonly results: readonly Result[];
  readonly vanished: readonly VanishedFinding[];
}

/** What the history knows of one finding at the end. */
interface Course {
  readonly finding: EarlierFinding;
  readonly report: EarlierReport;
  readonly firstSeen: Date | null;
  readonly open: boolean;
}

/**
 * Sets `status` and `firstSeen` of results against Candor's own earlier reports: a fail is new, open or reopened, a pass
 * of what failed before is fixed, and an unanswered check whose finding was open keeps it open. Pure.
 */
export function trackFindings(
  results: readonly Result[],
  history: History,
  capture: { readonly now: Date; readonly host: string },
): TrackedFindings {
  const { now, host } = capture;
  const courses = coursesOf(
    history.reports.filter(
      (report) => (report.at === null || report.at <= now) && (report.host === null || report.host === host),
    ),
  );
  const open = [...courses.values()].filter((course) => course.open);
  const vanished = worstEach(open.flatMap((course) => vanishedFrom(course, results)));
  const kept = new Map(vanished.map((one) => [one.result, one]));
  const tracked = results.map((result) => {
    const carried = kept.get(result);
    if (carried) return carry(result, courses.get(keyOf(carried.finding)));
    if (result.state === 'fail') return failed(result, courses.get(keyOf(result)), now);
    return result.state === 'pass' ? passed(result, open) : result;
  });
  return { results: tracked, vanished };
}

function keyOf(finding: Pick<Result, 'check' | 'fingerprint'>): string {
  return `${finding.check} ${finding.fingerprint}`;
}

function coursesOf(reports: readonly EarlierReport[]): Map<string, Course> {
  const courses = new Map<string, Course>();
  for (const report of reports.filter((one) => one.kind === 'candor')) {
    for (const [key, course] of courses)
      if (course.open && closes(report, course.finding)) courses.set(key, { ...course, open: false });
    for (const finding of report.openFindings) {
      const before = courses.get(keyOf(finding));
      const firstSeen = before?.firstSeen ?? finding.firstSeen ?? report.at;
      courses.set(keyOf(finding), { finding, report, firstSeen, open: true });
    }
  }
  return courses;
}

/** A report closes a finding when it answers the same check and subject and does not list it. */
function closes(report: EarlierReport, finding: EarlierFinding): boolean {
  if (report.openFindings.some((one) => keyOf(one) === keyOf(finding))) return false;
  const unanswered = report.unanswered.filter((one) => one.check === finding.check);
  if (unanswered.some((one) => one.subject === finding.subject)) return false;
  return unanswered.length === 0 || report.answered.some((one) => one === `${finding.check}@${finding.subject}`);
}

function vanishedFrom({ finding, report }: Course, results: readonly Result[]): VanishedFinding[] {
  const mine = results.filter((result) => result.check === finding.check);
  if (mine.some((result) => result.fingerprint === finding.fingerprint && !isOpenEnded(result))) return [];
  const unanswered = mine.filter(isOpenEnded);
  const same = unanswered.find((result) => result.subject === finding.subject);
  const answered = mine.some((result) => result.subject === finding.subject && !isOpenEnded(result));
  const result = same ?? (answered ? undefined : unanswered[0]);
  return result ? [{ finding, report, result }] : [];
}

/** One entry a result: the worst finding that it leaves unanswered. */
function worstEach(list: readonly VanishedFinding[]): VanishedFinding[] {
  const worst = new Map<Result, VanishedFinding>();
  for (const one of list) {
    const known = worst.get(one.result);
    if (!known || severityRank(one.finding.severity) > severityRank(known.finding.severity)) worst.set(one.result, one);
  }
  return [...worst.values()];
}

function isOpenEnded(result: Result): boolean {
  return isUnanswered({ ...result, required: true });
}

function failed(result: Result, course: Course | undefined, now: Date): Result {
  if (!course) return { ...result, status: 'new', firstSeen: now };
  return { ...result, status: course.open ? 'open' : 'reopened', firstSeen: course.firstSeen };
}

function passed(result: Result, open: readonly Course[]): Result {
  const was = open.find(
    ({ finding }) =>
      finding.check === result.check && (finding.subject === result.subject || result.subject === 'host'),
  );
  return was ? { ...result, status: 'fixed', firstSeen: was.firstSeen } : result;
}

function carry(result: Result, course: Course | undefined): Result {
  const severity: Severity = course?.finding.severity ?? result.severity;
  return { ...result, status: 'open', firstSeen: course?.firstSeen ?? null, severity };
}
