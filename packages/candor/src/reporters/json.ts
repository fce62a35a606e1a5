import { defineReporter } from './reporter.js';

/** The contract itself: `candor-report/1` as indented JSON, byte-identical for the same evidence. */
export const jsonReporter = defineReporter({
  name: 'json',
  extension: 'json',
  render: (report) => `${JSON.stringify(report, null, 2)}\n`,
});
