// The verdict over what is left when the known gaps of the lab are taken out, by the table of verdict.md, section 3.
// Counted here from the results alone, so that the program's own verdict is not its only witness.

/** @typedef {import('./candor.mjs').Result} Result */

const grave = new Set(['high', 'critical']);
const open = new Set(['unknown', 'error', 'stale']);

/** A required result without an answer. @param {Result} result */
export const isOpen = (result) => result.required && open.has(result.state);

/** A failure that makes a claim bad. @param {Result} result */
export const isGrave = (result) => result.state === 'fail' && grave.has(result.severity);

/**
 * Status of a report without the results of some checks.
 * @param {import('./candor.mjs').Report} report @param {ReadonlySet<string>} without check ids
 */
export function statusWithout(report, without) {
  const results = report.results.filter((result) => !without.has(result.check));
  if (results.some((result) => isGrave(result) && result.severity === 'critical' && /^(RTC|PER)-/.test(result.check)))
    return 'COMPROMISED';
  if (results.some(isGrave)) return 'AT RISK';
  if (results.some(isOpen) || !results.some((result) => result.required)) return 'INCONCLUSIVE';
  return 'SAFE';
}
