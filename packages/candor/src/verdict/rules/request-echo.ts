import { valueIfKnown } from '../../core/fact.js';
import { detections } from '../../facts/detections.js';
import { traced } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 45: command text that also stands in a request is an attempt, never execution. */
export const requestEcho = defineRule({
  id: 'REQUEST_ECHO',
  number: 45,
  reason: 'A crawler’s $(wget …|sh) in a query string is printed by the server that refused it.',
  apply: (judgement, { facts }) => {
    const echoed = (valueIfKnown(facts(detections))?.calls ?? []).filter((call) => call.requestEcho);
    const first = echoed[0];
    if (!first) return judgement;
    return traced(
      judgement,
      'REQUEST_ECHO',
      `${echoed.length} lines`,
      'execution → attempt',
      `the same text stands in a request of the same time: ${first.command.slice(0, 120)}`,
      first.evidence,
    );
  },
});
