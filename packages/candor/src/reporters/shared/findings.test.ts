import { describe, expect, it } from 'vitest';
import { blankResult } from '../../verdict/testing.js';
import { brokenIntoReport, failOf, reportOf } from '../testing.js';
import { claimCause, findingGroups, unanswered } from './findings.js';

const good = { id: 'Q1', answer: 'good', because: [] } as const;

describe('the cause of a claim', () => {
  it.each([
    [[blankResult()], '1 of 1 checks passed, none failed'],
    [
      [blankResult(), failOf({ questions: ['Q1'], severity: 'medium' })],
      '1 of 2 checks passed, 1 failed, none of them serious',
    ],
    [[], 'no check speaks against it'],
  ])('%#: a good claim says by how many checks', (results, cause) => {
    expect(claimCause(good, reportOf({ results }))).toBe(cause);
  });

  it('names the incident, the worst result, or the rule', () => {
    const report = {
      ...brokenIntoReport(),
      rules: [{ rule: 'SENSOR_BLIND', target: 'Q8', effect: 'e', because: 'off since 22:57', evidence: [] }],
    };
    expect(claimCause({ id: 'Q3', answer: 'bad', because: ['INC-2025-0001'] }, report)).toBe(
      'see incident INC-2025-0001',
    );
    expect(claimCause({ id: 'Q7', answer: 'bad', because: ['CTR-03@container:web-1'] }, report)).toBe(
      'CTR-03: no user is set',
    );
    expect(claimCause({ id: 'Q8', answer: 'unknown', because: ['SENSOR_BLIND'] }, report)).toBe(
      'SENSOR_BLIND: off since 22:57',
    );
    expect(claimCause({ id: 'Q5', answer: 'unknown', because: [] }, report)).toBe('no reason was recorded');
  });
});

describe('grouping', () => {
  it('does not depend on the order of the results, nor change it', () => {
    const results = [
      failOf(),
      failOf({ subject: 'host' }),
      failOf({ check: 'EXP-01', severity: 'low', remediation: { text: 'x', diff: null } }),
    ];
    const backwards = [...results].reverse();
    const names = (list: typeof results) =>
      findingGroups(reportOf({ results: list })).map((one) => [one.checks, one.subjects]);
    expect(names(results)).toEqual([
      [['CTR-03'], ['container:web-1', 'host']],
      [['EXP-01'], ['container:web-1']],
    ]);
    expect(names(backwards)).toEqual(names(results));
    expect(backwards[0]?.check).toBe('EXP-01');
  });

  it('ties a finding to the incident that rests on the same line, and to no other', () => {
    const line = { artifact: 'docker.logs', subject: 'container:web-1', path: 'artifacts/09.txt', line: 9 };
    const [tied] = findingGroups({ ...brokenIntoReport(), results: [failOf({ evidence: [line] })] });
    const [free] = findingGroups({ ...brokenIntoReport(), results: [failOf()] });
    expect([tied?.incidents, free?.incidents]).toEqual([['INC-2025-0001'], []]);
  });

  it('sorts what is unanswered by reason, required apart from optional', () => {
    const unknown = (check: string, reason: 'denied' | 'timeout', required = true) =>
      blankResult({ check, state: 'unknown', reason, required });
    const report = reportOf({
      results: [
        unknown('A-1', 'timeout'),
        unknown('A-2', 'denied'),
        unknown('A-3', 'denied'),
        unknown('A-4', 'denied', false),
        blankResult({ state: 'stale' }),
      ],
    });
    expect(unanswered(report, true).map((group) => [group.reason, group.results.length])).toEqual([
      ['denied', 2],
      ['stale', 1],
      ['timeout', 1],
    ]);
    expect(unanswered(report, false).map((group) => group.results[0]?.check)).toEqual(['A-4']);
  });
});
