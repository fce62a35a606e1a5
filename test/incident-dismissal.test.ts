import { describe, expect, it } from 'vitest';
import { loadAdvisoryTable } from '../packages/candor/src/advisories/load-table.js';
import type { Report } from '../packages/candor/src/core/report.js';
import { evaluate } from '../packages/candor/src/evaluate.js';
import { type Dismissal, noCaseRecords } from '../packages/candor/src/facts/case-records.js';
import { momentBundle } from './moments/bundle-builder.js';
import { moments } from './moments/moments.js';

const moment = moments['a child of node in the well-kept container that no image owns']?.moment;
const bundle = momentBundle(moment ?? { capturedAt: '', pieces: [] });
const day = 86_400_000;
const { capturedAt } = bundle.header;
const dayOf = (offset: number) => new Date(capturedAt.getTime() + offset * day).toISOString();

function judge(...dismissals: readonly Dismissal[]): Report {
  const caseRecords = { ...noCaseRecords, dismissals };
  return evaluate(bundle, { advisories: loadAdvisoryTable(capturedAt), caseRecords });
}

const before = judge();
const incident = before.incidents[0];
const text = incident?.evidence.find((ref) => (ref.excerpt ?? '').length > 8)?.excerpt ?? '';
const passing = before.results.find((result) => result.state === 'pass');

/** A benign producer of the incident's own text, with evidence and a retest that passes. */
function dismissal(change: Partial<Dismissal> = {}): Dismissal {
  return {
    fingerprint: incident?.fingerprint ?? '',
    check: incident?.id ?? '',
    subject: incident?.subjects[0] ?? '',
    justification: 'benign_producer_reproduced',
    hypothesis: { id: 'benign-operation', text: 'The nightly job starts its own node', rival: 'attack-succeeded' },
    producer: { name: 'nightly job', codePath: 'jobs/nightly.ts:12', command: 'npm run nightly', output: text },
    evidence: [
      {
        kind: 'observed',
        artifact: 'host.processes',
        subject: 'host',
        excerpt: text,
        foundIn: before.id,
        rivalCannotExplain: 'an intruder would not know the job’s own token',
      },
    ],
    retest: { kind: 'check', check: passing?.check ?? '', subject: passing?.subject ?? null, expect: 'pass' },
    author: 'ana',
    at: dayOf(-1),
    expires: dayOf(5),
    recordedAt: null,
    finding: { indicators: [], artifacts: ['host.processes'], text, lastSeen: null },
    validAt: [],
    ...change,
  };
}

describe('a dismissal of an incident', () => {
  it('has an open incident to begin with', () => {
    expect([before.incidents.length, incident?.open, text.length > 8]).toEqual([1, true, true]);
  });

  it('that holds closes the incident, keeps its findings, and takes nothing from the verdict', () => {
    const report = judge(dismissal());
    expect(report.dismissals[0]).toMatchObject({ state: 'valid', refusedBy: [] });
    expect(report.incidents[0]).toMatchObject({ fingerprint: incident?.fingerprint, open: false });
    expect(report.results.filter((one) => one.state === 'fail').map((one) => one.fingerprint)).toEqual(
      before.results.filter((one) => one.state === 'fail').map((one) => one.fingerprint),
    );
    expect(report.verdict.status).toBe(before.verdict.status);
    expect(report.recommendations.flatMap((one) => one.fixes)).not.toContain(incident?.id);
  });

  it.each<[string, Partial<Dismissal>, string]>([
    ['without a producer', { producer: null }, 'FP_NEEDS_PRODUCER'],
    [
      'by another output',
      { producer: { name: 'job', codePath: 'jobs/a.ts:1', command: 'x', output: 'quite another text' } },
      'FP_NEEDS_PRODUCER',
    ],
    ['by somebody’s word', { evidence: [{ kind: 'testimony', text: 'the client says it is fine' }] }, 'TESTIMONY'],
    [
      'as an artefact of a sensor',
      { hypothesis: { ...dismissal().hypothesis, id: 'instrument-artefact' } },
      'TWO_FINDINGS',
    ],
    ['for a month', { expires: dayOf(30) }, 'DATES'],
    ['that has ended', { at: dayOf(-6), expires: dayOf(-1) }, 'EXPIRED'],
    [
      'whose retest fails',
      { retest: { kind: 'check', check: 'RTC-02', subject: null, expect: 'pass' } },
      'RETEST_FAILED',
    ],
    ['without a retest', { retest: null }, 'RETEST'],
  ])('%s leaves it open', (_case, change, rule) => {
    const report = judge(dismissal(change));
    expect(report.dismissals[0]?.refusedBy).toContain(rule);
    expect(report.incidents[0]?.open).toBe(true);
  });

  it('of another fingerprint leaves it open', () => {
    expect(judge(dismissal({ fingerprint: '0123456789abcdef' })).incidents[0]?.open).toBe(true);
  });
});
