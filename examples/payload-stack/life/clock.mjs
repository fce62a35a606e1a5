// A clock that runs faster than the day it stands for: `rate` seconds of the story pass in one second here.
const sleep = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {{ hours: number, realMs: number }} span */
export function fastClock({ hours, realMs }) {
  const rate = (hours * 3_600_000) / realMs;
  const startedMs = Date.now();
  return {
    rate,
    startedMs,
    /** Hours of the story that have passed. */
    hour: () => ((Date.now() - startedMs) * rate) / 3_600_000,
    /** Waits until that hour of the story; returns at once when it is past. @param {number} hour */
    until: async (hour) => {
      const leftMs = startedMs + (hour * 3_600_000) / rate - Date.now();
      if (leftMs > 0) await sleep(leftMs);
    },
  };
}
/** @typedef {ReturnType<typeof fastClock>} Clock */

/**
 * Where a moment of the run lies in the story: the story ends at `endMs`, and what was before the run keeps its distance
 * to the story's begin. @param {Clock} clock @param {number} endMs
 */
export function storyTime({ rate, startedMs }, endMs) {
  return (/** @type {number} */ ms) =>
    ms >= startedMs ? endMs - (endMs - ms) * rate : endMs - (endMs - startedMs) * rate - (startedMs - ms);
}
