import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadAdvisoryTable } from '../../packages/candor/src/advisories/load-table.js';
import { exitCodeOf, type Report } from '../../packages/candor/src/core/report.js';
import { resultKey } from '../../packages/candor/src/core/result.js';
import { evaluate } from '../../packages/candor/src/evaluate.js';
import { type Moment, momentBundle } from '../moments/bundle-builder.js';
import { healthyAt, healthyBundle } from '../moments/healthy-bundle.js';
import { moments } from '../moments/moments.js';
import { blindings } from './blindings.js';

const rank = { good: 0, unknown: 1, bad: 2 } as const;

function judge(moment: Moment): Report {
  const bundle = momentBundle(moment);
  return evaluate(bundle, { advisories: loadAdvisoryTable(bundle.header.capturedAt) });
}

const healthy = judge(healthyBundle());

/** Taking sight away never makes anything look better than `whole`. */
function expectNoBetter(report: Report, whole: Report): void {
  expect(report.verdict.status).not.toBe('SAFE');
  for (const [index, answer] of report.questions.entries()) {
    const before = whole.questions[index]?.answer ?? 'good';
    if (answer.answer === 'good') expect(rank[before], `${answer.id} became good`).toBe(0);
  }
  const before = new Map(whole.results.map((result) => [resultKey(result), result.state]));
  const improved = report.results
    .filter((result) => result.state === 'pass')
    .filter((result) => before.get(resultKey(result)) === 'unknown')
    .map(resultKey);
  expect(improved).toEqual([]);
  expect(report.results.filter((result) => result.state === 'error')).toEqual([]);
}

describe('the well-kept host', () => {
  it(`is SAFE as of ${healthyAt}`, () => {
    const open = healthy.results.filter((r) => r.required && !['pass', 'not-applicable'].includes(r.state));
    expect(open.filter((r) => r.state !== 'fail').map((r) => `${resultKey(r)}: ${r.detail}`)).toEqual([]);
    expect(healthy.questions.filter((q) => q.answer !== 'good')).toEqual([]);
    expect(healthy.verdict.status).toBe('SAFE');
  });
});

describe('blindness', () => {
  it('has at least 60 cases', () => expect(blindings.length).toBeGreaterThanOrEqual(60));

  it.each(blindings)('$title', ({ moment }) => {
    const report = judge(moment);
    expectNoBetter(report, healthy);
    expect(exitCodeOf(report.verdict.status)).toBeGreaterThanOrEqual(exitCodeOf(healthy.verdict.status));
  });
});

describe('evidence that is taken away', () => {
  const all = [...Object.values(moments).map((one) => one.moment), healthyBundle()].map((moment) => ({
    moment,
    whole: judge(moment),
  }));
  const pieces = healthyBundle().pieces;
  const optional = new Set(
    pieces.filter(
      (_, index) =>
        judge({ ...healthyBundle(), pieces: pieces.filter((__, i) => i !== index) }).verdict.status === 'SAFE',
    ),
  );

  it('is optional only where no required check needs it', () => {
    expect([...new Set([...optional].map((piece) => piece.id))].sort()).toMatchSnapshot();
  });

  it('never yields SAFE or improves an answer, whatever subset is left', () => {
    fc.assert(
      fc.property(fc.nat(), fc.infiniteStream(fc.integer({ min: 0, max: 5 })), (pick, dice) => {
        const { moment, whole } = all[pick % all.length] ?? { moment: healthyBundle(), whole: healthy };
        const keepsCase = dice.next().value !== 0; // that one of several reports was left out, nobody can see
        const left = moment.pieces.filter((piece) =>
          piece.id.startsWith('case.') ? keepsCase : dice.next().value !== 0,
        );
        const report = judge({ ...moment, pieces: left });
        const gone = moment.pieces.filter((piece) => !left.includes(piece));
        if (whole.verdict.status === 'SAFE' && gone.every((piece) => [...optional].some((one) => one.id === piece.id)))
          return;
        expectNoBetter(report, whole);
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});
