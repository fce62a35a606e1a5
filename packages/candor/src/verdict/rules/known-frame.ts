import { valueIfKnown } from '../../core/fact.js';
import { detections } from '../../facts/detections.js';
import { traced } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 16: a frame of a known vulnerable sink says by which hole the code came in. */
export const knownFrame = defineRule({
  id: 'KNOWN_FRAME',
  number: 16,
  reason: 'The proof stood in the logs from the first days: Object.eval [as then] over the React Flight decoder.',
  apply: (judgement, { facts }) => {
    const seen = valueIfKnown(facts(detections));
    const call = seen?.calls.find((one) => one.knownSink !== null);
    const evaluation = seen?.evaluations.find((one) => one.advisory !== null);
    const advisory = evaluation?.advisory ?? null;
    const sink = call?.knownSink ?? (evaluation && advisory !== null ? { advisory, frame: evaluation.frame } : null);
    if (!sink) return judgement;
    return traced(
      judgement,
      'KNOWN_FRAME',
      'root cause',
      sink.advisory,
      `the stack runs through ${sink.frame}`,
      call?.evidence ?? evaluation?.evidence ?? [],
    );
  },
});
