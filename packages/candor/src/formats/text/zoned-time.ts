/** A wall-clock time without a zone; `month` is 1 to 12. */
export interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Number (1 to 12) of an English month name or its first three letters, else null. */
export function monthNumber(name: string): number | null {
  const index = MONTHS.indexOf(name.slice(0, 3).toLowerCase());
  return index < 0 || !/^[a-z]{3,9}$/i.test(name) ? null : index + 1;
}

/** A UTC time from wall-clock parts, or null when there is no such day or hour. */
export function utcTime(clock: WallClock): Date | null {
  const { year, month, day, hour, minute, second } = clock;
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, Math.min(second, 59)));
  if (Number.isNaN(date.getTime()) || year < 1970 || second > 60) return null;
  const same = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return same && date.getUTCHours() === hour && date.getUTCMinutes() === minute ? date : null;
}

/** How far a zone is ahead of UTC at a moment, in milliseconds; 0 for a zone that this Node does not know. */
export function zoneOffsetMs(timezone: string, at: Date): number {
  const format = zoneFormat(timezone);
  if (format === null) return 0;
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return local - Math.floor(at.getTime() / 1000) * 1000;
}

/** The moment of a wall-clock time in an IANA zone (`UTC`, `Europe/Berlin`); null when there is no such time. */
export function zonedTime(clock: WallClock, timezone = 'UTC'): Date | null {
  const asUtc = utcTime(clock);
  if (asUtc === null || timezone === 'UTC') return asUtc;
  const guess = new Date(asUtc.getTime() - zoneOffsetMs(timezone, asUtc));
  return new Date(asUtc.getTime() - zoneOffsetMs(timezone, guess));
}

const formats = new Map<string, Intl.DateTimeFormat | null>();

function zoneFormat(timezone: string): Intl.DateTimeFormat | null {
  const known = formats.get(timezone);
  if (known !== undefined) return known;
  if (formats.size >= 100) formats.clear();
  const made = makeFormat(timezone);
  formats.set(timezone, made);
  return made;
}

function makeFormat(timeZone: string): Intl.DateTimeFormat | null {
  const digits = '2-digit';
  const clock = { hour: digits, minute: digits, second: digits, hourCycle: 'h23' } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: digits, day: digits, ...clock });
  } catch {
    // A RangeError is the only way Intl says that the zone's name is unknown.
    return null;
  }
}
