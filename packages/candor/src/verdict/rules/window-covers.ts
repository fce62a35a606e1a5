import { traced } from '../changes.js';
import { effectiveWindow } from '../effective-window.js';
import { defineRule } from '../rule.js';

/** Rule 21: the window is what the evidence covers, not what was asked for. */
export const windowCovers = defineRule({
  id: 'WINDOW_COVERS',
  number: 21,
  reason: 'A search in the log of a container that is minutes old says nothing of the hours before.',
  apply: (judgement, { facts, bundle }) => {
    const window = effectiveWindow(bundle, bundle.header.window.since, facts);
    if (window.requestedSince === null || window.effectiveSince <= window.requestedSince) return judgement;
    return traced(
      judgement,
      'WINDOW_COVERS',
      'window',
      `${window.requestedSince.toISOString().slice(0, 16)}Z → ${window.effectiveSince.toISOString().slice(0, 16)}Z`,
      window.because,
    );
  },
});
