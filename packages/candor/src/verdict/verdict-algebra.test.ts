import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { questionIds } from '../core/question.js';
import { exitCodeOf, type Incident, verdictStatuses } from '../core/report.js';
import { type Result, resultStates } from '../core/result.js';
import { severities } from '../core/severity.js';
import { answerQuestions } from './answer-questions.js';
import { decideVerdict } from './decide-verdict.js';
import type { AnswerLimit, CapClaim } from './judgement.js';
import { blankIncident, blankResult } from './testing.js';

const now = new Date('2026-01-01T00:00:00Z');

function judge(
  results: readonly Result[],
  incidents: readonly Incident[] = [],
  caps: readonly CapClaim[] = [],
  limits: readonly AnswerLimit[] = [],
) {
  const answers = answerQuestions(results, incidents, limits);
  return { answers, ...decideVerdict({ results, incidents, answers, caps, now }) };
}

const result = fc
  .record({
    check: fc.constantFrom('EXP-01', 'RTC-02', 'RTC-10', 'PER-03', 'NXT-02', 'SNS-01', 'LOG-02'),
    state: fc.constantFrom(...resultStates),
    severity: fc.constantFrom(...severities),
    required: fc.boolean(),
    questions: fc.subarray([...questionIds], { minLength: 1 }),
  })
  .map((change) => blankResult(change));

const incident = fc
  .record({
    severity: fc.constantFrom(...severities),
    open: fc.boolean(),
    stated: fc.constantFrom('attack-succeeded', 'attack-attempted', 'benign-operation', 'instrument-artefact', null),
    executed: fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const),
    minutesAgo: fc.nat(200),
  })
  .map(({ stated, minutesAgo, ...change }) =>
    blankIncident({ ...change, lastSeen: new Date(now.getTime() - minutesAgo * 60_000) }, stated),
  );

const results = fc.array(result, { maxLength: 12 });
const incidents = fc.array(incident, { maxLength: 2 });
const rank = { good: 0, unknown: 1, bad: 2 } as const;

describe('the verdict algebra', () => {
  it('is total: every state × severity × required has its verdict', () => {
    const table = resultStates.flatMap((state) =>
      severities.flatMap((severity) =>
        [true, false].map((required) => [
          `${state} ${severity} ${required ? 'required' : 'optional'}`,
          judge([blankResult({ check: 'SNS-01' }), blankResult({ check: 'EXP-01', state, severity, required })]).status,
        ]),
      ),
    );
    expect(Object.fromEntries(table)).toMatchSnapshot();
  });

  it('never improves when bad news is added (100,000 sets)', () => {
    fc.assert(
      fc.property(results, incidents, result, (base, open, extra) => {
        const worse =
          extra.state === 'pass' || extra.state === 'not-applicable' || extra.state === 'dismissed'
            ? { ...extra, state: 'fail' as const }
            : extra;
        expect(exitCodeOf(judge([...base, worse], open).status)).toBeGreaterThanOrEqual(
          base.some((r) => r.required) ? exitCodeOf(judge(base, open).status) : 0,
        );
      }),
      { numRuns: 100_000 },
    );
  }, 120_000);

  it('never improves when an incident, a cap or a limit is added', () => {
    fc.assert(
      fc.property(
        results,
        incidents,
        incident,
        fc.constantFrom(...verdictStatuses),
        fc.constantFrom(...questionIds),
        (base, open, extra, cap, question) => {
          const before = judge(base, open);
          const after = judge(
            base,
            [...open, extra],
            [{ rule: 'X', cap, because: '' }],
            [{ question, best: 'unknown', rule: 'X', because: '', evidence: [] }],
          );
          expect(exitCodeOf(after.status)).toBeGreaterThanOrEqual(exitCodeOf(before.status));
          for (const [index, answer] of after.answers.entries())
            expect(rank[answer.answer]).toBeGreaterThanOrEqual(rank[before.answers[index]?.answer ?? 'good']);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('does not depend on order, and is deterministic', () => {
    fc.assert(
      fc.property(results, incidents, (base, open) => {
        const forward = judge(base, open);
        const backward = judge([...base].reverse(), [...open].reverse());
        expect([backward.status, backward.confidence, backward.answers.map((a) => a.answer)]).toEqual([
          forward.status,
          forward.confidence,
          forward.answers.map((a) => a.answer),
        ]);
        expect(judge(base, open)).toEqual(forward);
      }),
      { numRuns: 5_000 },
    );
  });

  it('taking an answer away never yields SAFE and never turns a claim good', () => {
    fc.assert(
      fc.property(results, fc.nat(), (base, index) => {
        const lost = base.map((r, i) =>
          i === index % Math.max(1, base.length) && r.state !== 'fail' ? { ...r, state: 'unknown' as const } : r,
        );
        expect(exitCodeOf(judge(lost).status)).toBeGreaterThanOrEqual(exitCodeOf(judge(base).status));
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['nothing at all was judged', [], 'INCONCLUSIVE'],
    ['every required check passes', [blankResult()], 'SAFE'],
    [
      'a required check fails at medium: a note',
      [blankResult(), blankResult({ state: 'fail', severity: 'medium' })],
      'SAFE',
    ],
    ['an optional check is unknown', [blankResult(), blankResult({ required: false, state: 'unknown' })], 'SAFE'],
    ['a required check is unknown', [blankResult(), blankResult({ state: 'unknown' })], 'INCONCLUSIVE'],
    [
      'an optional check fails high',
      [blankResult(), blankResult({ required: false, state: 'fail', severity: 'high' })],
      'AT RISK',
    ],
    [
      'a critical sign of compromise',
      [blankResult(), blankResult({ check: 'RTC-10', state: 'fail', severity: 'critical' })],
      'COMPROMISED',
    ],
    [
      'a dismissed critical finding',
      [blankResult(), blankResult({ check: 'RTC-10', state: 'dismissed', severity: 'critical' })],
      'SAFE',
    ],
  ] as const)('%s → %s', (_title, set, status) => {
    expect(judge(set).status).toBe(status);
  });

  it('calls a break-in confirmed only when an effect is shown', () => {
    const log = judge([blankResult({ check: 'RTC-10', state: 'fail', severity: 'critical' })]);
    const file = judge([blankResult({ check: 'RTC-02', state: 'fail', severity: 'critical' })]);
    expect([log.confidence, file.confidence]).toEqual(['suspected', 'confirmed']);
  });

  it('an attempt is UNDER ATTACK for an hour', () => {
    const attempt = (minutes: number) =>
      judge(
        [blankResult()],
        [blankIncident({ severity: 'high', lastSeen: new Date(now.getTime() - minutes * 60_000) }, 'attack-attempted')],
      ).status;
    expect([attempt(5), attempt(60), attempt(61)]).toEqual(['UNDER ATTACK', 'UNDER ATTACK', 'AT RISK']);
  });

  it('says which cap decided', () => {
    const caps: CapClaim[] = [
      { rule: 'VULN_VERSION', cap: 'AT RISK', because: 'next 15.3.2' },
      { rule: 'RESOURCE_UNSEEN', cap: 'INCONCLUSIVE', because: 'no processes' },
    ];
    expect(judge([blankResult()], [], caps).caps.map((cap) => cap.binding)).toEqual([true, false]);
    expect(judge([blankResult({ state: 'fail', severity: 'high' })], [], caps).caps.map((cap) => cap.binding)).toEqual([
      false,
      false,
    ]);
  });
});
