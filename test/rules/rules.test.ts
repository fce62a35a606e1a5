import { describe, expect, it } from 'vitest';
import { loadAdvisoryTable } from '../../packages/candor/src/advisories/load-table.js';
import { evaluate } from '../../packages/candor/src/evaluate.js';
import { evidenceRules } from '../../packages/candor/src/verdict/rules/index.js';
import { type Moment, momentBundle } from '../moments/bundle-builder.js';
import { adjudicationCases } from './cases/adjudication.js';
import { capCases } from './cases/caps.js';
import { controlCases } from './cases/controls.js';
import { countingCases } from './cases/counting.js';
import { readingCases } from './cases/reading.js';
import { scopeCases } from './cases/scope.js';
import { sensorCases } from './cases/sensors.js';

const cases = [
  ...sensorCases,
  ...adjudicationCases,
  ...countingCases,
  ...scopeCases,
  ...controlCases,
  ...capCases,
  ...readingCases,
];

function tracesOf(moment: Moment, rule: string) {
  const bundle = momentBundle(moment);
  const report = evaluate(bundle, { advisories: loadAdvisoryTable(bundle.header.capturedAt) });
  expect(report.results.filter((result) => result.state === 'error')).toEqual([]);
  return report.rules.filter((trace) => trace.rule === rule);
}

describe('the rules of evidence', () => {
  it('has cases for each rule', () => {
    expect(cases.map((one) => one.rule).sort()).toEqual(evidenceRules.map((rule) => rule.id).sort());
  });

  for (const { rule, fires, silent } of cases) {
    it.each(fires)(`${rule} fires: $title`, ({ moment, effect }) => {
      const traces = tracesOf(moment, rule);
      expect(traces.length).toBeGreaterThan(0);
      for (const trace of traces) {
        expect(trace.because).not.toBe('');
        expect(trace.effect).toMatch(effect ?? /./);
      }
    });
    it.each(silent)(`${rule} stays silent: $title`, ({ moment }) => {
      expect(tracesOf(moment, rule)).toEqual([]);
    });
  }
});
