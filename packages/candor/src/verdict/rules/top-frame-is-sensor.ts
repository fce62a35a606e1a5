import { valueIfKnown } from '../../core/fact.js';
import { parseStack, withoutSensorFrames } from '../../events/stack-frames.js';
import { detections } from '../../facts/detections.js';
import { traced } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 15: the instrument's own frames are dropped before a call is attributed. */
export const topFrameIsSensor = defineRule({
  id: 'TOP_FRAME_IS_SENSOR',
  number: 15,
  reason: 'The build output named on top of each stack was the monitor itself, and was reported as malicious.',
  apply: (judgement, { facts }) => {
    for (const call of valueIfKnown(facts(detections))?.calls ?? []) {
      const stack = /["\s]stack"?[:=]\s?"((?:[^"\\]|\\.)*)/.exec(call.evidence[0].excerpt ?? '')?.[1] ?? '';
      const frames = parseStack(stack.replaceAll('\\n', '\n'));
      const own = frames.length - withoutSensorFrames(frames).length;
      if (own > 0)
        return traced(
          judgement,
          'TOP_FRAME_IS_SENSOR',
          'calls',
          `${own} frames dropped`,
          `${frames[0]?.text} is the monitor's wrapper, not the caller`,
          call.evidence,
        );
    }
    return judgement;
  },
});
