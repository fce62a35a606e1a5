import { describe, expect, it } from 'vitest';
import type { Result } from '../core/result.js';
import { exampleHistory, exampleReport } from '../facts/examples-history.js';
import type { EarlierFinding, EarlierReport } from '../facts/history.js';
import { blankResult } from './testing.js';
import { trackFindings } from './track-findings.js';

const capture = { now: new Date('2026-11-20T12:00:00Z'), host: 'web-1' };
const firstSeen = new Date('2026-11-08T12:00:00Z');

function finding(change: Partial<EarlierFinding> = {}): EarlierFinding {
  return { check: 'EXP-01', subject: 'host', fingerprint: 'f', severity: 'high', firstSeen, ...change };
}

/** Reports of the 10th, 11th, … of November. */
function reports(...changes: Partial<EarlierReport>[]): EarlierReport[] {
  return changes.map((change, index) =>
    exampleReport({ host: 'web-1', at: new Date(Date.UTC(2026, 10, 10 + index)), name: `r${index}`, ...change }),
  );
}

const open = { openFindings: [finding()], answered: ['EXP-01@host'] };
const passed = { answered: ['EXP-01@host'] };
const unanswered = { unanswered: [{ check: 'EXP-01', subject: 'host' }] };
const failing = blankResult({ state: 'fail' });
const unknownNow = blankResult({ state: 'unknown', reason: 'denied', detail: 'no', fingerprint: 'u' });

function track(results: readonly Result[], ...history: Partial<EarlierReport>[]) {
  const { results: tracked, vanished } = trackFindings(results, exampleHistory(reports(...history)), capture);
  return [tracked[0]?.status, tracked[0]?.firstSeen, vanished.length];
}

describe('the course of a finding', () => {
  it.each([
    ['never seen before', [failing], [passed], ['new', capture.now, 0]],
    ['seen in the last report', [failing], [open], ['open', firstSeen, 0]],
    ['seen, unanswered, seen', [failing], [open, unanswered], ['open', firstSeen, 0]],
    ['seen, repaired, seen', [failing], [open, passed], ['reopened', firstSeen, 0]],
    ['seen, passes now', [blankResult()], [open], ['fixed', firstSeen, 0]],
    ['seen, repaired, passes still', [blankResult()], [open, passed], [null, null, 0]],
    ['seen, cannot be answered now', [unknownNow], [open], ['open', firstSeen, 1]],
    ['seen, unanswered twice', [unknownNow], [open, unanswered], ['open', firstSeen, 1]],
    ['repaired, cannot be answered now', [unknownNow], [open, passed], [null, null, 0]],
    ['never failed, cannot be answered now', [unknownNow], [passed], [null, null, 0]],
    ['open on another host', [unknownNow], [{ ...open, host: 'web-2' }], [null, null, 0]],
    [
      'in a later report than this capture',
      [failing],
      [{ ...open, at: new Date('2026-12-24') }],
      ['new', capture.now, 0],
    ],
    ['dismissed now', [blankResult({ state: 'dismissed' })], [open], [null, null, 0]],
  ] as const)('%s', (_, results, history, want) => {
    expect(track([...results], ...history)).toEqual(want);
  });

  it('keeps a finding of a subject that is not listed any more while the check is unanswered, and only then', () => {
    const gone = { openFindings: [finding({ subject: 'container:a' })] };
    expect(track([unknownNow], gone)).toEqual(['open', firstSeen, 1]);
    expect(track([blankResult()], gone)).toEqual(['fixed', firstSeen, 0]);
  });

  it('carries the worst severity of what it leaves unanswered', () => {
    const two = { openFindings: [finding(), finding({ fingerprint: 'g', severity: 'critical' })] };
    const { results, vanished } = trackFindings([unknownNow], exampleHistory(reports(two)), capture);
    expect([results[0]?.severity, vanished.map((one) => one.finding.fingerprint)]).toEqual(['critical', ['g']]);
  });
});
