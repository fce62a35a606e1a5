import { isNonEmpty } from '../../core/evidence.js';
import type { Indicator } from '../../core/report.js';
import type { Result } from '../../core/result.js';
import { effectChecks, isSignOfCompromise } from '../decide-verdict.js';
import { indicatorKeys } from './indicator-keys.js';
import { type Sign, technique } from './sign.js';

const techniqueOf: Readonly<Record<string, string>> = {
  'RTC-01': 'T1036',
  'RTC-02': 'T1059',
  'RTC-03': 'T1059',
  'RTC-05': 'T1496',
  'RTC-06': 'T1105',
  'RTC-07': 'T1071',
  'RTC-08': 'T1496',
  'RTC-12': 'T1036',
  'RTC-13': 'T1574',
  'RTC-14': 'T1574',
  'PER-03': 'T1098',
  'PER-06': 'T1543',
  'PER-12': 'T1098',
  'PER-01': 'T1053',
  'PER-02': 'T1543',
};

/** Failed critical checks of RTC and PER: the effects that an incident is confirmed by. Those about logs are calls already. */
export function signsFromResults(results: readonly Result[]): Sign[] {
  return results.filter((result) => isSignOfCompromise(result) && effectChecks.has(result.check)).map(signOf);
}

function signOf(result: Result): Sign {
  const indicators = indicatorsOf(result);
  const refs = isNonEmpty(result.evidence)
    ? result.evidence
    : ([{ artifact: result.check, subject: result.subject }] as const);
  return {
    id: `${result.check}@${result.subject}`,
    kind: 'effect',
    subject: result.subject,
    label: `${result.check} ${result.what ?? result.title}`,
    severity: 'critical',
    first: null,
    last: null,
    indicators,
    keys: indicators.flatMap(indicatorKeys),
    techniques: [technique(techniqueOf[result.check] ?? 'T1059', null)],
    executed: 'yes',
    calls: 0,
    rawLines: 0,
    hostPids: hostPids(result),
    sink: null,
    bearings: {
      'attack-succeeded': 'consistent',
      'attack-attempted': 'inconsistent',
      'benign-operation': 'inconsistent',
      'instrument-artefact': 'inconsistent',
    },
    artefactOf: [],
    evidence: refs,
  };
}

/** The first pid that the check names (`pid 659168`) is the host's pid of what was found; a parent may follow. */
function hostPids(result: Result): number[] {
  const match = /\bpid (\d{1,9})\b/.exec(result.what ?? '');
  return match ? [Number(match[1])] : [];
}

/** Paths and hashes that the finding names. */
function indicatorsOf(result: Result): Indicator[] {
  const text = `${result.location ?? ''} ${result.what ?? ''}`;
  const paths = [...text.matchAll(/(?<![\w/])\/(?:[\w.+@-]+\/)*[\w.+@-]+/g)]
    .map((match): Indicator => ({ type: 'path', value: match[0], role: 'dropped-file' }))
    .filter((indicator) => indicatorKeys(indicator).length > 0);
  const hashes = [...text.matchAll(/\b[0-9a-f]{64}\b/g)].map(
    (match): Indicator => ({ type: 'sha256', value: match[0], role: 'dropped-file' }),
  );
  const addresses =
    result.check === 'RTC-07' || result.check === 'RTC-08'
      ? [...text.matchAll(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g)].map(
          (match): Indicator => ({ type: 'ipv4', value: match[0], role: result.check === 'RTC-08' ? 'pool' : 'c2' }),
        )
      : [];
  return [
    ...new Map(
      [...paths, ...hashes, ...addresses].map((indicator) => [`${indicator.type}:${indicator.value}`, indicator]),
    ).values(),
  ];
}
