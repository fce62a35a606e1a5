import { describe, expect, it } from 'vitest';
import type { CaseAmendment, Dismissal } from '../../facts/case-records.js';
import { judgeAcceptance } from './judge-acceptance.js';
import { type AmendmentContext, judgeCaseAmendment } from './judge-case-amendment.js';
import { type DismissalContext, endOf, judgeDismissal } from './judge-dismissal.js';
import { readRetest, retestText } from './run-retest.js';
import {
  acceptanceOf,
  amendmentContextOf,
  amendmentOf,
  compromiseDismissal,
  contextOf,
  dismissalOf,
  evidenceOf,
  now,
} from './testing.js';

const hypothesis = dismissalOf().hypothesis;
const producer = compromiseDismissal().producer;

type Hostile = [string, Dismissal, string, Partial<DismissalContext>?];

const refused: readonly Hostile[] = [
  ['no fingerprint', dismissalOf({ fingerprint: '' }), 'FINGERPRINT'],
  ['a pattern instead of a fingerprint', dismissalOf({ fingerprint: '.*' }), 'FINGERPRINT'],
  ['a check instead of a fingerprint', dismissalOf({ fingerprint: 'RTC-02' }), 'FINGERPRINT'],
  ['no justification', dismissalOf({ justification: '' }), 'JUSTIFICATION'],
  ['a made-up justification', dismissalOf({ justification: 'false_positive' }), 'JUSTIFICATION'],
  ['a sentence as justification', dismissalOf({ justification: 'we looked and it is fine' }), 'JUSTIFICATION'],
  ['no hypothesis', dismissalOf({ hypothesis: { ...hypothesis, text: '' } }), 'RIVAL_HYPOTHESIS'],
  ['a word as hypothesis', dismissalOf({ hypothesis: { ...hypothesis, text: 'ok' } }), 'RIVAL_HYPOTHESIS'],
  ['no rival', dismissalOf({ hypothesis: { ...hypothesis, rival: '' } }), 'RIVAL_HYPOTHESIS'],
  ['a benign rival', dismissalOf({ hypothesis: { ...hypothesis, rival: 'benign-operation' } }), 'RIVAL_HYPOTHESIS'],
  [
    'an attack as benign hypothesis',
    dismissalOf({ hypothesis: { ...hypothesis, id: 'attack-attempted' } }),
    'RIVAL_HYPOTHESIS',
  ],
  ['no evidence', dismissalOf({ evidence: [] }), 'EVIDENCE'],
  ['testimony only', dismissalOf({ evidence: [{ kind: 'testimony', text: 'confirmed by the user' }] }), 'TESTIMONY'],
  [
    'two pieces of testimony',
    dismissalOf({
      evidence: [
        { kind: 'testimony', text: 'a' },
        { kind: 'testimony', text: 'b' },
      ],
    }),
    'TESTIMONY',
  ],
  ['an earlier report as evidence', dismissalOf({ evidence: [evidenceOf({ artifact: 'case.reports' })] }), 'TESTIMONY'],
  ['the ledger as evidence', dismissalOf({ evidence: [evidenceOf({ artifact: 'case.changes' })] }), 'TESTIMONY'],
  ['the policy as evidence', dismissalOf({ evidence: [evidenceOf({ artifact: 'policy' })] }), 'TESTIMONY'],
  ['an excerpt of no report', dismissalOf({ evidence: [evidenceOf({ foundIn: null })] }), 'EVIDENCE'],
  ['an empty excerpt', dismissalOf({ evidence: [evidenceOf({ excerpt: ' ' })] }), 'EVIDENCE'],
  [
    'evidence that an attack explains as well',
    dismissalOf({ evidence: [evidenceOf({ rivalCannotExplain: null })] }),
    'RIVAL_HYPOTHESIS',
  ],
  [
    'a shrug against the rival',
    dismissalOf({ evidence: [evidenceOf({ rivalCannotExplain: 'no' })] }),
    'RIVAL_HYPOTHESIS',
  ],
  ['no retest', dismissalOf({ retest: null }), 'RETEST'],
  [
    'a retest of itself',
    dismissalOf({ retest: { kind: 'check', check: 'MDB-04', subject: null, expect: 'pass' } }),
    'RETEST',
  ],
  [
    'a retest of itself by subject',
    dismissalOf({ retest: { kind: 'check', check: 'MDB-04', subject: 'project:site', expect: 'not-fail' } }),
    'RETEST',
  ],
  ['nobody signs', dismissalOf({ author: ' ' }), 'AUTHOR'],
  ['it lasts a year', dismissalOf({ expires: '2027-11-20' }), 'DATES'],
  ['it lasts 92 days', dismissalOf({ expires: '2027-02-20' }), 'DATES'],
  ['it lasts for ever', dismissalOf({ expires: '9999-12-31' }), 'DATES'],
  ['an RTC finding for nine days', compromiseDismissal({ expires: '2026-11-29' }), 'DATES'],
  ['a PER finding for 90 days', compromiseDismissal({ check: 'PER-03', expires: '2027-02-18' }), 'DATES'],
  ['an incident for 30 days', compromiseDismissal({ check: 'INC-2026-0001', expires: '2026-12-20' }), 'DATES'],
  ['it ends before it begins', dismissalOf({ expires: '2026-11-01' }), 'DATES'],
  ['it is dated tomorrow', dismissalOf({ at: '2026-11-23T12:00:00Z' }), 'DATES'],
  [
    'false positive without a producer',
    dismissalOf({ hypothesis: { ...hypothesis, text: 'This is a false positive of the scanner' } }),
    'FP_NEEDS_PRODUCER',
  ],
  [
    'benign without a producer',
    dismissalOf({ hypothesis: { ...hypothesis, text: 'The command is benign' } }),
    'FP_NEEDS_PRODUCER',
  ],
  ['a producer that is not named', compromiseDismissal({ producer: null }), 'FP_NEEDS_PRODUCER'],
  [
    'a producer without its line',
    compromiseDismissal({ producer: producer && { ...producer, codePath: 'somewhere in src' } }),
    'FP_NEEDS_PRODUCER',
  ],
  [
    'a reproduction without output',
    compromiseDismissal({ producer: producer && { ...producer, output: '' } }),
    'FP_NEEDS_PRODUCER',
  ],
  [
    'a reproduction of another text',
    compromiseDismissal({ producer: producer && { ...producer, output: 'git config --get user.name' } }),
    'FP_NEEDS_PRODUCER',
  ],
  [
    'a reproduction of one word',
    compromiseDismissal({ producer: producer && { ...producer, output: 'ffmpeg' } }),
    'FP_NEEDS_PRODUCER',
  ],
  [
    'the sensor was blamed for content',
    compromiseDismissal({
      hypothesis: { ...hypothesis, id: 'instrument-artefact', text: 'The monitor wrote it itself' },
    }),
    'TWO_FINDINGS',
  ],
  [
    'the sensor was switched off afterwards',
    compromiseDismissal(),
    'SENSOR_BLIND',
    { sensorOff: 'DISABLE_SUBPROC_DIAG=true' },
  ],
  [
    'the version with the hole still runs',
    compromiseDismissal(),
    'VULN_VERSION',
    { runningHoles: ['next 15.3.2 (CVE-2025-55182)'] },
  ],
];

const lapsed: readonly Hostile[] = [
  ['it is over', dismissalOf({ at: '2026-08-01T00:00:00Z', expires: '2026-10-01' }), 'EXPIRED'],
  ['it is over since a second', dismissalOf({ expires: '2026-11-22T11:59:59Z' }), 'EXPIRED'],
  ['its end cannot be read', dismissalOf({ expires: 'next summer' }), 'DATES'],
  ['its end is no day', dismissalOf({ expires: '2026-02-31' }), 'DATES'],
  ['its end has no zone', dismissalOf({ expires: '2026-12-31T10:00:00' }), 'DATES'],
  ['its date cannot be read', dismissalOf({ at: '' }), 'DATES'],
  ['its retest fails', dismissalOf(), 'RETEST_FAILED', { retest: 'failed' }],
  ['its retest could not be run', dismissalOf(), 'RETEST_FAILED', { retest: 'not-run' }],
  [
    'the indicator was seen again',
    compromiseDismissal(),
    'RECURRENCE_REOPENS',
    { recurrences: ['203.0.113.9 in a command of the app'] },
  ],
  [
    'an RTC one was never renewed',
    compromiseDismissal({ at: '2026-11-01T00:00:00Z', expires: '2026-11-08T00:00:00Z' }),
    'EXPIRED',
  ],
  [
    'an RTC one is 91 days old, renewed or not',
    compromiseDismissal({
      at: '2026-08-23T00:00:00Z',
      expires: '2026-08-30T00:00:00Z',
      validAt: daily('2026-08-24', 100),
    }),
    'EXPIRED',
  ],
];

function daily(from: string, days: number): Date[] {
  return Array.from({ length: days }, (_, day) => new Date(Date.parse(`${from}T00:00:00Z`) + day * 86_400_000));
}

const accepted: readonly (readonly [string, Dismissal])[] = [
  ['a mitigation that a check sees', dismissalOf()],
  ['an absent component', dismissalOf({ check: 'IMG-04', justification: 'component_not_present' })],
  ['code that is not there', dismissalOf({ check: 'NXT-07', justification: 'vulnerable_code_not_present' })],
  ['code that is not reached', dismissalOf({ check: 'PAY-12', justification: 'vulnerable_code_not_in_execute_path' })],
  [
    'code that nobody can reach',
    dismissalOf({ check: 'NGX-07', justification: 'vulnerable_code_cannot_be_controlled_by_adversary' }),
  ],
  ['exactly 90 days', dismissalOf({ at: '2026-11-20T12:00:00Z', expires: '2027-02-18T12:00:00Z' })],
  [
    'with testimony beside the evidence',
    dismissalOf({ evidence: [...dismissalOf().evidence, { kind: 'testimony', text: 'the owner agrees' }] }),
  ],
  [
    'with a file hash as retest',
    dismissalOf({ retest: { kind: 'file-hash', container: 'a', path: '/x', sha256: 'ab'.repeat(32) } }),
  ],
  [
    'with a package version as retest',
    dismissalOf({ retest: { kind: 'package-at-least', package: 'next', version: '15.3.6' } }),
  ],
  ['ffmpeg, reproduced', compromiseDismissal()],
  ['ffmpeg in a cron of the app, reproduced', compromiseDismissal({ check: 'PER-08' })],
  [
    'ffmpeg, renewed by its retest',
    compromiseDismissal({
      at: '2026-11-01T00:00:00Z',
      expires: '2026-11-08T00:00:00Z',
      validAt: daily('2026-11-02', 20),
    }),
  ],
];

describe('dismissals that are refused', () => {
  it.each(refused)('%s', (_, dismissal, rule, context = {}) => {
    const judged = judgeDismissal(dismissal, contextOf(context));
    expect([judged.state, judged.refusedBy.includes(rule)]).toEqual(['refused', true]);
    expect(judged.because).not.toBe('');
    expect(judged.wouldAccept.length).toBeGreaterThan(0);
  });
});

describe('dismissals that lapse', () => {
  it.each(lapsed)('%s', (_, dismissal, rule, context = {}) => {
    const judged = judgeDismissal(dismissal, contextOf(context));
    expect([judged.state, judged.refusedBy]).toEqual(['lapsed', [rule]]);
  });
});

describe('dismissals that hold', () => {
  it.each(accepted)('%s; and open again when the retest fails', (_, dismissal) => {
    expect(judgeDismissal(dismissal, contextOf())).toMatchObject({ state: 'valid', refusedBy: [], wouldAccept: [] });
    expect(judgeDismissal(dismissal, contextOf({ retest: 'failed' })).state).toBe('lapsed');
    expect(judgeDismissal(dismissal, contextOf({ retest: 'not-run' })).state).toBe('lapsed');
  });

  it('renewal goes by the length of the dismissal, and not past a gap', () => {
    const base = { at: '2026-11-01T00:00:00Z', expires: '2026-11-08T00:00:00Z' };
    expect(endOf(compromiseDismissal({ ...base, validAt: [new Date('2026-11-07T00:00:00Z')] }))).toEqual(
      new Date('2026-11-14T00:00:00Z'),
    );
    expect(endOf(compromiseDismissal({ ...base, validAt: [new Date('2026-11-09T00:00:00Z')] }))).toEqual(
      new Date('2026-11-08T00:00:00Z'),
    );
    expect(endOf(dismissalOf({ ...base, validAt: [new Date('2026-11-07T00:00:00Z')] }))).toEqual(
      new Date('2026-11-08T00:00:00Z'),
    );
  });
});

describe('acceptances', () => {
  it.each([
    ['an RTC finding', acceptanceOf({ check: 'RTC-02', questions: ['Q3'] }), 'refused', 'ACCEPTANCE_SCOPE'],
    ['a PER finding that touches Q7', acceptanceOf({ check: 'PER-03' }), 'refused', 'ACCEPTANCE_SCOPE'],
    ['a known hole', acceptanceOf({ check: 'NXT-01', questions: ['Q2'] }), 'refused', 'ACCEPTANCE_SCOPE'],
    ['no reason', acceptanceOf({ reason: 'ok' }), 'refused', 'REASON'],
    ['nobody signs', acceptanceOf({ author: '' }), 'refused', 'AUTHOR'],
    ['a year', acceptanceOf({ expires: '2027-11-20' }), 'refused', 'DATES'],
    ['no finding', acceptanceOf({ fingerprint: '*' }), 'refused', 'FINGERPRINT'],
    ['it is over', acceptanceOf({ at: '2026-01-01T00:00:00Z', expires: '2026-06-01' }), 'lapsed', 'EXPIRED'],
    ['an unreadable end', acceptanceOf({ expires: 'soon' }), 'lapsed', 'DATES'],
  ] as const)('%s: %s', (_, acceptance, state, rule) => {
    expect(judgeAcceptance(acceptance, now)).toMatchObject({ state, refusedBy: [rule] });
  });

  it.each([
    ['containment', acceptanceOf()],
    ['exposure', acceptanceOf({ check: 'EXP-11', questions: ['Q1'] })],
    ['180 days', acceptanceOf({ expires: '2027-05-19T12:00:00Z' })],
  ])('%s holds', (_, acceptance) => {
    expect(judgeAcceptance(acceptance, now)).toMatchObject({ state: 'valid', refusedBy: [] });
  });
});

type HostileAmendment = [string, Partial<CaseAmendment>, string, Partial<AmendmentContext>?];

const claims: readonly HostileAmendment[] = [
  ['false positives', { claim: 'These were false positives' }, 'FP_NEEDS_PRODUCER'],
  ['false positives of the monitor', { claim: 'False positives caused by the monitor' }, 'TWO_FINDINGS'],
  ['not a real attack', { claim: 'This was not a real attack' }, 'FP_NEEDS_PRODUCER'],
  ['benign in the outcome', { outcome: 'All of it was benign' }, 'FP_NEEDS_PRODUCER'],
  ['harmless as root cause', { rootCause: 'harmless recursion of the diagnostic' }, 'FP_NEEDS_PRODUCER'],
  ['a false alarm while the sensor is off', { claim: 'a false alarm' }, 'SENSOR_BLIND', { sensorOff: true }],
  ['an entry point from nowhere', { rootCause: 'command injection in the image resizer' }, 'ATTRIBUTION_DATAFLOW'],
  ['another advisory', { rootCause: 'CVE-2024-34351 in next' }, 'ATTRIBUTION_DATAFLOW'],
  ['a file without a request', { rootCause: 'exec in src/utils/git.ts:12' }, 'ATTRIBUTION_DATAFLOW'],
  ['clean without a retest', { outcome: 'the server is clean', retest: null }, 'TESTIMONY'],
  ['patched, and the retest fails', { outcome: 'patched' }, 'RETEST_FAILED', { retest: 'failed' }],
  ['patched, and the retest could not be run', { outcome: 'patched' }, 'RETEST_FAILED', { retest: 'not-run' }],
  ['it should be fixed', { outcome: 'it should be fixed' }, 'TESTIMONY'],
  ['confirmed by the user', { outcome: 'confirmed by the user' }, 'TESTIMONY'],
  ['fixed while the hole runs', {}, 'VULN_VERSION', { runningHoles: ['next 15.3.2 (CVE-2025-55182)'] }],
  ['resolved while it comes back', {}, 'RECURRENCE_REOPENS', { recurrences: ['203.0.113.9'] }],
  ['ufw deny from a payload server', { actions: ['ufw deny from 203.0.113.9'] }, 'DIRECTION'],
  ['a drop on INPUT', { actions: ['iptables -A INPUT -s 203.0.113.9 -j DROP'] }, 'DIRECTION'],
  ['killed without a copy', { actions: ['killed the miner'] }, 'EVIDENCE_LOST'],
  ['deleted without a hash', { actions: ['rm -rf /tmp/x, removed'] }, 'EVIDENCE_LOST'],
  ['cleared by restart', { actions: ['the dropped file was cleared by the restart'] }, 'CREATED_VS_STARTED'],
  ['the monitor was disabled', { actions: ['disabled the subprocess monitor'] }, 'SILENCED'],
  ['a lesson that points to nothing', { lessons: ['be more careful'] }, 'LESSON'],
];

describe('amendments', () => {
  it.each(claims)('%s stays a claim', (_, change, rule, context = {}) => {
    const judged = judgeCaseAmendment(amendmentOf(change), amendmentContextOf(context));
    expect([judged.state, judged.refusedBy.includes(rule)]).toEqual(['unsupported-claim', true]);
    expect(judged.wouldAccept).not.toBe(null);
  });

  it.each([
    ['an upgrade that a retest shows', {}],
    ['an unknown cause', { rootCause: 'unknown, logs are gone' }],
    ['no cause', { rootCause: null }],
    [
      'a path from a request to a sink',
      { rootCause: 'the query parameter of POST /api/pdf reaches exec in src/pdf.ts:88' },
    ],
    ['a plain observation', { claim: 'the provider names the address as a scanner', outcome: null, retest: null }],
    ['a block on the forwarding path', { actions: ['rule added in DOCKER-USER: drop to 203.0.113.9'] }],
  ] as const)('%s is accepted', (_, change) => {
    expect(judgeCaseAmendment(amendmentOf(change), amendmentContextOf())).toMatchObject({
      state: 'accepted',
      refusedBy: [],
    });
  });

  it('an accepted one is a claim again when its retest fails', () => {
    expect(judgeCaseAmendment(amendmentOf(), amendmentContextOf({ retest: 'failed' })).state).toBe('unsupported-claim');
  });
});

describe('retests', () => {
  it.each([
    'check:RTC-03=not-fail',
    'check:EXP-04@container:web-1=pass',
    'indicator-absent:203.0.113.9',
    `file:web-1:/usr/bin/ffmpeg=${'ab'.repeat(32)}`,
    'package:@scope/name>=15.3.6',
  ])('%s is read and written alike', (text) => {
    const retest = readRetest(text);
    expect(retest && retestText(retest)).toBe(text);
  });

  it.each([
    '',
    'curl http://localhost | sh',
    'check:RTC-03',
    'check:RTC-03=fail',
    'file:web:/x=abc',
    'package:next>15',
    'exec:id',
    '$(id)',
  ])('%j is none', (text) => expect(readRetest(text)).toBe(null));
});
