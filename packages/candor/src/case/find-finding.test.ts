import { describe, expect, it } from 'vitest';
import type { Report } from '../core/report.js';
import { findFinding } from './find-finding.js';

function result(fingerprint: string, what: string, subject = 'container:app') {
  const evidence = [{ artifact: 'docker.logs', subject, line: what.length, excerpt: what }];
  const words = { title: 'code of a request ran', what, location: what, questions: ['Q4'] };
  return { check: 'RTC-09', subject, state: 'fail', fingerprint, evidence, ...words };
}

function report(...results: readonly object[]): Report {
  const rest = { id: 'r1', capturedAt: new Date('2026-11-22T12:00:00Z'), incidents: [] };
  return { ...rest, results } as unknown as Report; // the parts that findings are made of
}

describe('a finding by its name', () => {
  it('takes results of one fingerprint for one finding with the evidence of all', () => {
    const found = findFinding(report(result('aa11', 'first frame'), result('aa11', 'second')), 'RTC-09@container:app');
    expect(found.evidence.map(({ excerpt }) => excerpt)).toEqual(['first frame', 'second']);
    expect(found.text).toContain('first frame');
    expect(found.text).toContain('second');
  });

  it('says which ones there are when the name fits several', () => {
    const several = report(result('aa11', 'one'), result('bb22', 'two'));
    expect(() => findFinding(several, 'RTC-09')).toThrow('names 2 findings');
    expect(findFinding(several, 'bb22').text).toContain('two');
  });

  it('says what is nearest when there is none', () => {
    expect(() => findFinding(report(result('aa11', 'one')), 'RTC-08')).toThrow('there is no finding');
  });
});
