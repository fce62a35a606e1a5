import { monthNumber, utcTime } from '../text/zoned-time.js';

/** A time that a text mentions. */
export interface MentionedTime {
  readonly text: string;
  /** Null when neither the text nor the report names a day. */
  readonly at: Date | null;
  /** True when the day was taken from the report's own date. */
  readonly dayAssumed: boolean;
  readonly line: number;
}

const DAY_MS = 86_400_000;

/** The first day (and time, else midnight) that a line names: `2025-12-12 13:30`, `December 12, 2025`, `12 Dec 2025`. */
export function findDate(text: string): Date | null {
  const iso = /(?<!\d)(\d{4})-(\d\d)-(\d\d)(?:[T ,]{1,2}(?:at )?(\d\d):(\d\d)(?::(\d\d))?)?/.exec(text);
  if (iso !== null) {
    const [year, month, day, hour, minute, second] = iso.slice(1).map((part) => Number(part ?? 0));
    return utc([year, month, day, hour, minute, second]);
  }
  const named = /\b([A-Z][a-z]{2,8})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b/.exec(text);
  const reversed = /\b(\d{1,2})(?:st|nd|rd|th)?\.? ([A-Z][a-z]{2,8})\.?,? (\d{4})\b/.exec(text);
  const [month, day, year] =
    named !== null ? [named[1], named[2], named[3]] : [reversed?.[2], reversed?.[1], reversed?.[3]];
  const monthIndex = monthNumber(month ?? '');
  if (monthIndex === null) return null;
  const clock = /(?<![\d:])(\d\d):(\d\d)(?::(\d\d))?(?![\d:])/.exec(text);
  return utc([
    Number(year),
    monthIndex,
    Number(day),
    Number(clock?.[1] ?? 0),
    Number(clock?.[2] ?? 0),
    Number(clock?.[3] ?? 0),
  ]);
}

function utc(parts: readonly (number | undefined)[]): Date | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  return utcTime({ year, month, day, hour, minute, second });
}

/**
 * Times of day in a line, such as `21:49:35` or `2025-12-12T21:49:35Z`, as UTC. One without a day belongs to the last
 * such moment before `reportedAt`: a report of 00:10 that says 23:50 means the evening before.
 */
export function findTimes(text: string, line: number, reportedAt: Date | null): MentionedTime[] {
  const pattern =
    /(?<![\d:.])(?:(\d{4}-\d\d-\d\d)[T ])?([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?(?:\.\d{1,9})?(?![\d:])/g;
  return [...text.matchAll(pattern)].map((match) => {
    const clockMs = (Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0)) * 1000;
    const day = match[1] === undefined ? null : findDate(match[1]);
    const at = day !== null ? new Date(day.getTime() + clockMs) : onReportDay(clockMs, reportedAt);
    return { text: match[0], at, dayAssumed: day === null && at !== null, line };
  });
}

function onReportDay(clockMs: number, reportedAt: Date | null): Date | null {
  if (reportedAt === null) return null;
  const reportMs = reportedAt.getTime();
  const dayMs = reportMs - (reportMs % DAY_MS);
  const later = dayMs + clockMs > reportMs && reportMs !== dayMs;
  return new Date(dayMs + clockMs - (later ? DAY_MS : 0));
}
