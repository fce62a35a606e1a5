import { describe, expect, it } from 'vitest';
import type { VerdictStatus } from '../core/report.js';
import { noVerdict, watchVerdict } from './verdict-watch.js';

/** What is told of a row of verdicts. */
function told(...statuses: VerdictStatus[]): (string | null)[] {
  let memory = noVerdict;
  return statuses.map((status) => {
    const step = watchVerdict(memory, { at: new Date(0), status, summary: 's', findings: [] });
    memory = step.memory;
    return step.alert === null ? null : `${step.alert.severity} ${step.alert.title}`;
  });
}

describe('watchVerdict', () => {
  it.each<[string, VerdictStatus[], (string | null)[]]>([
    ['the first one is told', ['SAFE'], ['medium first verdict: SAFE']],
    ['the same one is not told again', ['SAFE', 'SAFE', 'SAFE'], ['medium first verdict: SAFE', null, null]],
    [
      'a worse one at once',
      ['SAFE', 'COMPROMISED'],
      ['medium first verdict: SAFE', 'critical verdict worse: SAFE → COMPROMISED'],
    ],
    [
      'a better one after two',
      ['AT RISK', 'SAFE', 'SAFE'],
      ['high first verdict: AT RISK', null, 'medium verdict better: AT RISK → SAFE'],
    ],
    ['one INCONCLUSIVE is passed over', ['SAFE', 'INCONCLUSIVE', 'SAFE'], ['medium first verdict: SAFE', null, null]],
    [
      'two of them are told',
      ['SAFE', 'INCONCLUSIVE', 'INCONCLUSIVE'],
      ['medium first verdict: SAFE', null, 'medium verdict worse: SAFE → INCONCLUSIVE'],
    ],
    [
      'a flapping one is told when it is worse, not each time',
      ['AT RISK', 'SAFE', 'AT RISK', 'SAFE'],
      ['high first verdict: AT RISK', null, null, null],
    ],
    [
      'worse than a pending one',
      ['SAFE', 'INCONCLUSIVE', 'UNDER ATTACK'],
      ['medium first verdict: SAFE', null, 'critical verdict worse: SAFE → UNDER ATTACK'],
    ],
  ])('%s', (_, statuses, expected) => {
    expect(told(...statuses)).toEqual(expected);
  });
});
