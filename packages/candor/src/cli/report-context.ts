import semver from 'semver';
import type { FoundFinding } from '../case/find-finding.js';
import { unknown } from '../core/fact.js';
import type { Report } from '../core/report.js';
import type { Retest } from '../facts/case-records.js';
import { isCompromiseCheck } from '../verdict/dismissals/dismissal-terms.js';
import type { DismissalContext } from '../verdict/dismissals/judge-dismissal.js';
import { type RetestOutcome, runRetest } from '../verdict/dismissals/run-retest.js';

/** What a stored report says about a dismissal; the next check judges it again, against all facts. */
export function reportContext(
  report: Report,
  finding: FoundFinding,
  retest: Retest | null,
  now: Date,
): DismissalContext {
  return {
    now,
    findingTexts: finding.evidence.flatMap((ref) => ref.excerpt ?? []),
    sensorOff: sensorOff(report, finding),
    recurrences: [],
    runningHoles: runningHoles(report, finding),
    retest: retestOver(report, retest),
  };
}

/** A retest over a stored report. A package is known where a cap names its version; what needs facts waits for the next check. */
export function retestOver(report: Report, retest: Retest | null): RetestOutcome {
  if (retest === null) return 'not-run';
  if (retest.kind === 'package-at-least') return isOlder(report, retest.package, retest.version) ? 'failed' : 'passed';
  if (retest.kind !== 'check') return 'passed';
  const none = () => unknown('not-collected', 'a stored report holds no facts');
  return runRetest(retest, { results: report.results, facts: none, seenSince: () => null });
}

/** True when the report's verdict is capped by a running version of the package that is older. */
function isOlder(report: Report, name: string, version: string): boolean {
  return report.verdict.caps.some(({ because }) => {
    const running = /^(\S+) (\S+) is running\b/.exec(because);
    return (
      running?.[1] === name &&
      semver.valid(running[2]) !== null &&
      semver.valid(version) !== null &&
      semver.lt(running[2] ?? '', version)
    );
  });
}

/** The monitors that a report says are off, in words; null when none that raised the finding is. */
export function sensorOff(report: Report, finding: Pick<FoundFinding, 'evidence'>): string | null {
  const fromSensor = finding.evidence.some((ref) =>
    /^(?:docker\.logs|sensor\.|audit\.|falco\.|tetragon\.)/.test(ref.artifact),
  );
  const blind = report.rules.find((trace) => trace.rule === 'SENSOR_BLIND' || trace.rule === 'SENSOR_CONTRADICTED');
  return fromSensor && blind ? blind.because.slice(0, 200) : null;
}

/** Packages in the range of a known exploited hole, as the report caps the verdict by them, or as the finding names them. */
export function runningHoles(report: Report, finding: Pick<FoundFinding, 'check' | 'text'>): string[] {
  return report.verdict.caps
    .filter((cap) => cap.rule === 'VULN_VERSION')
    .filter(
      (cap) => isCompromiseCheck(finding.check) || advisoryIds(cap.because).some((id) => finding.text.includes(id)),
    )
    .map((cap) => /^(\S+ \S+) is running, and (\S+)/.exec(cap.because)?.slice(1, 3).join(' ') ?? cap.because);
}

function advisoryIds(text: string): string[] {
  return text.match(/\b(?:CVE-\d{4}-\d{4,7}|GHSA(?:-[\da-z]{4}){3})\b/g) ?? [];
}
