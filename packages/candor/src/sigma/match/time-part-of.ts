import type { TimePart } from '../expression.js';

const DAY_MS = 86_400_000;

/** A part of a time in UTC as a number; the month from 1, the week as ISO 8601 counts it (1–53). */
export function timePartOf(time: Date, part: TimePart): number {
  switch (part) {
    case 'minute':
      return time.getUTCMinutes();
    case 'hour':
      return time.getUTCHours();
    case 'day':
      return time.getUTCDate();
    case 'week':
      return isoWeek(time);
    case 'month':
      return time.getUTCMonth() + 1;
    case 'year':
      return time.getUTCFullYear();
  }
}

/** The week whose Thursday the time's week has, counted from the year's first Thursday. */
function isoWeek(time: Date): number {
  const thursday = new Date(time.getTime() + (3 - ((time.getUTCDay() + 6) % 7)) * DAY_MS);
  const yearStart = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return Math.floor((thursday.getTime() - yearStart) / DAY_MS / 7) + 1;
}
