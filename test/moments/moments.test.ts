import { describe, expect, it } from 'vitest';
import { loadAdvisoryTable } from '../../packages/candor/src/advisories/load-table.js';
import { verdictStatuses } from '../../packages/candor/src/core/report.js';
import { evaluate } from '../../packages/candor/src/evaluate.js';
import { type Moment, momentBundle, type Piece } from './bundle-builder.js';
import { moments } from './moments.js';

function judge(moment: Moment) {
  const bundle = momentBundle(moment);
  return evaluate(bundle, { advisories: loadAdvisoryTable(bundle.header.capturedAt) });
}

/** Nobody can see that one of several reports by people was left out: the case is taken away as a whole. */
const isSameCase = (a: Piece, b: Piece) => a.id.startsWith('case.') && b.id.startsWith('case.');

describe('moments, attacks and their benign twins', () => {
  it.each(Object.entries(moments))(
    '%s',
    (_name, { moment, atLeast, atMost, calls, executed, mustFail, mustNotFail, confidence, rules }) => {
      const report = judge(moment);
      const status = verdictStatuses.indexOf(report.verdict.status);
      if (atLeast) expect(status).toBeGreaterThanOrEqual(verdictStatuses.indexOf(atLeast));
      if (atMost) expect(status).toBeLessThanOrEqual(verdictStatuses.indexOf(atMost));
      if (confidence) expect(report.verdict.confidence).toBe(confidence);
      if (calls !== undefined) expect(report.incidents[0]?.calls).toBe(calls);
      if (executed) expect(report.incidents[0]?.executed).toBe(executed);
      expect(report.rules.map((trace) => trace.rule)).toEqual(expect.arrayContaining([...(rules ?? [])]));
      const failed = new Set(report.results.filter((result) => result.state === 'fail').map((result) => result.check));
      expect([...failed]).toEqual(expect.arrayContaining([...(mustFail ?? [])]));
      expect([...failed].filter((id) => mustNotFail?.includes(id))).toEqual([]);
      expect(report.results.filter((result) => result.state === 'error')).toEqual([]);
    },
  );

  it.each(Object.entries(moments))(
    '%s: no artefact, taken away, makes it SAFE or an answer good',
    (_name, { moment }) => {
      const whole = judge(moment);
      for (const left of moment.pieces) {
        const report = judge({
          ...moment,
          pieces: moment.pieces.filter((piece) => piece !== left && !isSameCase(piece, left)),
        });
        if (whole.verdict.status !== 'SAFE') expect(report.verdict.status, `without ${left.id}`).not.toBe('SAFE');
        for (const [index, answer] of report.questions.entries()) {
          if (answer.answer === 'good')
            expect(whole.questions[index]?.answer, `${answer.id} without ${left.id}`).toBe('good');
        }
        for (const result of report.results.filter((one) => one.state === 'pass')) {
          const before = whole.results.find((one) => one.check === result.check && one.subject === result.subject);
          expect(before?.state === 'unknown' ? `${result.check}@${result.subject} without ${left.id}` : null).toBe(
            null,
          );
        }
      }
    },
    60_000,
  );
});
