// The count of a lab run: one line a case, and `N passed, N failed, N skipped` at the end.

/** Thrown by a case that a missing part keeps from running. */
export class Skipped extends Error {}

/** @param {(line: string) => void} print @param {boolean} strict a skipped case is a failure (CI) */
export function createTally(print, strict) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  return {
    count,
    /** Runs one case; its error is its failure. @param {string} name @param {() => Promise<string | void>} body a word for the line */
    async run(name, body) {
      const started = performance.now();
      const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
      try {
        const note = await body();
        count.passed += 1;
        print(`ok    ${name} (${seconds()})${note ? `: ${note}` : ''}`);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        const skipped = error instanceof Skipped && !strict;
        count[skipped ? 'skipped' : 'failed'] += 1;
        print(`${skipped ? 'skip ' : 'FAIL '} ${name} (${seconds()}): ${message.replaceAll('\n', '\n        ')}`);
      }
    },
    line: () => `${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`,
  };
}
/** @typedef {ReturnType<typeof createTally>} Tally */
/** @typedef {(tally: Tally, wants: (name: string) => boolean, options: { moves: boolean }) => Promise<void>} SuiteRun */
