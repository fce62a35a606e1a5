const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};
/** Longest window: thirty days, as long as lines are kept by default. */
const LONGEST_MS = 30 * 86_400_000;

/** `90m` → milliseconds (Sigma Correlation Rules Specification 2.1, "Time Selection"), or why not. */
export function parseTimespan(text: string): number | string {
  const match = /^(\d{1,9})([smhdw])$/.exec(text);
  const unit = UNITS_MS[match?.[2] ?? ''];
  if (match === null || unit === undefined)
    return `the timespan "${text.slice(0, 40)}" is no number with s, m, h, d or w`;
  const timespanMs = Number(match[1]) * unit;
  if (timespanMs === 0) return 'the timespan is zero';
  return timespanMs > LONGEST_MS
    ? `the timespan "${text}" is longer than 30 days, the longest that is kept here`
    : timespanMs;
}
