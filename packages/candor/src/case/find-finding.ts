import { distance } from '../config/parse-policy.js';
import { CandorError } from '../core/errors.js';
import type { EvidenceRef } from '../core/evidence.js';
import type { Report } from '../core/report.js';
import { resultKey } from '../core/result.js';

/** A finding or an incident of a report, as records point at it. */
export interface FoundFinding {
  readonly fingerprint: string;
  /** Check id; `INC-…` for an incident. */
  readonly check: string;
  readonly subject: string;
  readonly title: string;
  readonly text: string;
  readonly questions: readonly string[];
  readonly evidence: readonly EvidenceRef[];
  readonly indicators: readonly { readonly type: string; readonly value: string }[];
  readonly lastSeen: Date | null;
}

/** Shortest beginning of a fingerprint that names a finding. */
const shortest = 4;

/** The finding that a fingerprint, a beginning of one, `CHECK@subject`, a check with one finding, or an incident id names. */
export function findFinding(report: Report, wanted: string): FoundFinding {
  const all = findingsOf(report);
  const hits = all.filter((one) => names(one, wanted));
  const [hit] = hits;
  if (hit && hits.length === 1) return hit;
  if (hits.length > 1)
    throw new CandorError('INPUT_INVALID', `"${wanted}" names ${hits.length} findings`, {
      hint: hits
        .slice(0, 8)
        .map((one) => `${one.fingerprint} ${one.check}@${one.subject}`)
        .join('\n        '),
    });
  throw new CandorError('INPUT_INVALID', `there is no finding "${wanted}" in ${report.id}`, {
    hint: all.length === 0 ? 'the report has no finding' : `nearest: ${nearest(all, wanted)}`,
  });
}

function names(one: FoundFinding, wanted: string): boolean {
  const key = `${one.check}@${one.subject}`.toLowerCase();
  const word = wanted.toLowerCase();
  return (
    key === word || one.check.toLowerCase() === word || (word.length >= shortest && one.fingerprint.startsWith(word))
  );
}

function nearest(all: readonly FoundFinding[], wanted: string): string {
  const far = (one: FoundFinding) =>
    Math.min(
      distance(`${one.check}@${one.subject}`.toLowerCase(), wanted.toLowerCase()),
      distance(one.check.toLowerCase(), wanted.toLowerCase()),
      distance(one.fingerprint, wanted.toLowerCase()),
    );
  return [...all]
    .sort((a, b) => far(a) - far(b))
    .slice(0, 3)
    .map((one) => `${one.check}@${one.subject} (${one.fingerprint})`)
    .join(', ');
}

function findingsOf(report: Report): FoundFinding[] {
  const results = report.results
    .filter((result) => result.state === 'fail' || result.state === 'dismissed')
    .map((result) => ({
      fingerprint: result.fingerprint,
      check: result.check,
      subject: result.subject,
      title: result.title,
      text: [result.what, ...result.evidence.map((ref) => ref.excerpt)].filter((text) => text).join('\n'),
      questions: result.questions,
      evidence: result.evidence,
      indicators: indicatorsIn(report, `${result.what} ${result.location}`),
      lastSeen: report.capturedAt,
    }));
  const incidents = report.incidents.map((incident) => ({
    fingerprint: incident.fingerprint,
    check: incident.id,
    subject: incident.subjects[0] ?? 'host',
    title: incident.title,
    text: [incident.title, ...incident.evidence.map((ref) => ref.excerpt)].filter((text) => text).join('\n'),
    questions: incident.questions,
    evidence: incident.evidence,
    indicators: incident.indicators.filter((one) => one.type !== 'process'),
    lastSeen: incident.lastSeen,
  }));
  return merged([...results, ...incidents].filter((one) => one.fingerprint !== '' && resultKey(one) !== '@'));
}

/** Results of one fingerprint are one finding: a dismissal of it has to answer all that they show. */
function merged(found: readonly FoundFinding[]): FoundFinding[] {
  const byFingerprint = new Map<string, FoundFinding>();
  for (const one of found) {
    const before = byFingerprint.get(one.fingerprint);
    byFingerprint.set(one.fingerprint, before === undefined ? one : joined(before, one));
  }
  return [...byFingerprint.values()];
}

function joined(a: FoundFinding, b: FoundFinding): FoundFinding {
  return {
    ...a,
    text: a.text === b.text ? a.text : `${a.text}\n${b.text}`,
    evidence: [...a.evidence, ...b.evidence],
    indicators: [...a.indicators, ...b.indicators],
  };
}

/** Indicators of the report's incidents that stand in a finding's own words. */
function indicatorsIn(report: Report, text: string): FoundFinding['indicators'] {
  return report.incidents
    .flatMap((incident) => incident.indicators)
    .filter((indicator) => indicator.type !== 'process' && text.includes(indicator.value))
    .map(({ type, value }) => ({ type, value }));
}
