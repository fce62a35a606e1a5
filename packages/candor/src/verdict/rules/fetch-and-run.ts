import { valueIfKnown } from '../../core/fact.js';
import { detections } from '../../facts/detections.js';
import { traced } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 11: download and run, from a server process, is critical. */
export const fetchAndRun = defineRule({
  id: 'FETCH_AND_RUN',
  number: 11,
  reason: 'No web server downloads a program and runs it in the course of its work.',
  apply: (judgement, { facts }) => {
    const calls = (valueIfKnown(facts(detections))?.calls ?? []).filter(
      (call) => !call.requestEcho && call.analysis.behaviours.some((behaviour) => behaviour.kind === 'fetch-and-run'),
    );
    const first = calls[0];
    if (!first) return judgement;
    return traced(
      judgement,
      'FETCH_AND_RUN',
      `${calls.length} calls in ${first.subject}`,
      'severity critical',
      `the command downloads a program and runs it: ${first.command.slice(0, 120)}`,
      first.evidence,
    );
  },
});
