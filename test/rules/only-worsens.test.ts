import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadAdvisoryTable } from '../../packages/candor/src/advisories/load-table.js';
import { checks } from '../../packages/candor/src/checks/index.js';
import { known } from '../../packages/candor/src/core/fact.js';
import { exitCodeOf } from '../../packages/candor/src/core/report.js';
import { runChecks } from '../../packages/candor/src/core/run-checks.js';
import { advisoryTable } from '../../packages/candor/src/facts/advisories.js';
import { factStore } from '../../packages/candor/src/parsers/fact-store.js';
import { parsers } from '../../packages/candor/src/parsers/index.js';
import { answerQuestions } from '../../packages/candor/src/verdict/answer-questions.js';
import { decideVerdict } from '../../packages/candor/src/verdict/decide-verdict.js';
import { effectiveWindow } from '../../packages/candor/src/verdict/effective-window.js';
import { buildIncidents } from '../../packages/candor/src/verdict/incidents/build-incidents.js';
import type { Judgement } from '../../packages/candor/src/verdict/judgement.js';
import { evidenceRules } from '../../packages/candor/src/verdict/rules/index.js';
import { type Moment, momentBundle } from '../moments/bundle-builder.js';
import { adjudicationCases } from './cases/adjudication.js';
import { capCases } from './cases/caps.js';
import { controlCases } from './cases/controls.js';
import { countingCases } from './cases/counting.js';
import { readingCases } from './cases/reading.js';
import { scopeCases } from './cases/scope.js';
import { sensorCases } from './cases/sensors.js';

const moments = [
  sensorCases,
  adjudicationCases,
  countingCases,
  scopeCases,
  controlCases,
  capCases,
  readingCases,
].flatMap((cases) => cases.flatMap((one) => [...one.fires, ...one.silent]));
const rank = { good: 0, unknown: 1, bad: 2 } as const;

function begin(moment: Moment) {
  const bundle = momentBundle(moment);
  const now = bundle.header.capturedAt;
  const table = loadAdvisoryTable(now);
  const given = new Map([[advisoryTable.id, known(table, [{ artifact: 'advisories', subject: 'candor' }], now)]]);
  const facts = factStore(bundle, parsers, given);
  const { effectiveSince } = effectiveWindow(bundle, bundle.header.window.since, facts);
  const results = runChecks(checks, facts, { now, windowSince: effectiveSince });
  const judgement: Judgement = {
    results,
    incidents: buildIncidents(results, facts, bundle),
    amendments: [],
    caps: [],
    limits: [],
    traces: [],
    notes: [],
  };
  return { judgement, context: { facts, bundle, now, windowSince: effectiveSince } };
}

function outcome(judgement: Judgement, now: Date) {
  const answers = answerQuestions(judgement.results, judgement.incidents, judgement.limits);
  return { answers, exit: exitCodeOf(decideVerdict({ ...judgement, answers, now }).status) };
}

describe('a rule of evidence', () => {
  it.each(moments)('only ever worsens: $title', ({ moment }) => {
    const start = begin(moment);
    fc.assert(
      fc.property(fc.shuffledSubarray([...evidenceRules], { minLength: 1 }), (order) => {
        let judgement = start.judgement;
        for (const rule of order) {
          const before = outcome(judgement, start.context.now);
          const next = rule.apply(judgement, start.context);
          const after = outcome(next, start.context.now);
          expect(after.exit, rule.id).toBeGreaterThanOrEqual(before.exit);
          for (const [index, answer] of after.answers.entries())
            expect(rank[answer.answer], `${rule.id} ${answer.id}`).toBeGreaterThanOrEqual(
              rank[before.answers[index]?.answer ?? 'good'],
            );
          for (const [index, result] of next.results.entries())
            if (result.state === 'pass')
              expect(judgement.results[index]?.state, `${rule.id} ${result.check}`).toBe('pass');
          judgement = next;
        }
      }),
      { numRuns: 2 },
    );
  });
});
