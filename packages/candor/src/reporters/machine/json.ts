import { defineReporter } from '../reporter.js';
import { toJson } from './to-json.js';

/** The contract itself: `candor-report/1` as indented JSON, byte-identical for the same evidence. */
export const jsonReporter = defineReporter({
  name: 'json',
  extension: 'json',
  render: (report) => `${toJson(report)}\n`,
});
