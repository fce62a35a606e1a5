import { integerOf } from '../text/text-lines.js';
import { monthNumber, type WallClock, zonedTime, zoneOffsetMs } from '../text/zoned-time.js';
import type { ProcessClock, ProcessRecord } from './process-record.js';

/** A start time and how exact it is. */
export type StartTime = Pick<ProcessRecord, 'startedAt' | 'startedAtPrecision'>;

const DAY_MS = 86_400_000;
const UNKNOWN: StartTime = { startedAt: null, startedAtPrecision: null };

/** Reads `lstart` of `ps(1)`: five fields such as `Fri Dec 12 15:51:18 2025`, in the host's zone. */
export function readLongStart(fields: readonly string[], clock: ProcessClock): StartTime {
  const [, month, day, time, year] = fields;
  const parts = clockParts(time);
  const monthIndex = monthNumber(month ?? '');
  if (parts === null || monthIndex === null) return UNKNOWN;
  const wall = { year: Number(year), month: monthIndex, day: Number(day), ...parts };
  const startedAt = zonedTime(wall, clock.timezone);
  return startedAt === null ? UNKNOWN : { startedAt, startedAtPrecision: 'second' };
}

/** Reads START/STIME of `ps aux` and `ps -ef`: `15:51` today or yesterday, `Dec12` in the last year, or `2024`. */
export function readShortStart(text: string, clock: ProcessClock): StartTime {
  const parts = clockParts(text);
  if (parts !== null) return latest((back) => dayBefore(clock, back, parts), clock, 'minute');
  const dayMatch = /^([A-Z][a-z]{2})(\d{1,2})$/.exec(text);
  const month = monthNumber(dayMatch?.[1] ?? '');
  const year = localNow(clock).getUTCFullYear();
  if (month !== null) return latest((back) => dayIn(year - back, month, Number(dayMatch?.[2])), clock, 'day');
  const fullYear = /^(?:19|20)\d\d$/.test(text) ? integerOf(text) : null;
  return fullYear === null ? UNKNOWN : latest(() => dayIn(fullYear, 1, 1), clock, 'year');
}

function latest(
  wallClock: (back: number) => WallClock,
  clock: ProcessClock,
  startedAtPrecision: 'minute' | 'day' | 'year',
): StartTime {
  for (const back of [0, 1]) {
    const startedAt = zonedTime(wallClock(back), clock.timezone);
    if (startedAt !== null && startedAt <= clock.now) return { startedAt, startedAtPrecision };
  }
  return UNKNOWN;
}

function localNow(clock: ProcessClock): Date {
  return new Date(clock.now.getTime() + zoneOffsetMs(clock.timezone ?? 'UTC', clock.now));
}

function dayBefore(clock: ProcessClock, back: number, parts: Pick<WallClock, 'hour' | 'minute' | 'second'>): WallClock {
  const day = new Date(localNow(clock).getTime() - back * DAY_MS);
  return { ...dayIn(day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate()), ...parts };
}

function dayIn(year: number, month: number, day: number): WallClock {
  return { year, month, day, hour: 0, minute: 0, second: 0 };
}

function clockParts(text: string | undefined): Pick<WallClock, 'hour' | 'minute' | 'second'> | null {
  const match = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(text ?? '');
  return match === null ? null : { hour: Number(match[1]), minute: Number(match[2]), second: Number(match[3] ?? 0) };
}

/** CPU time of `ps(1)` in seconds: `12:34`, `01:02:03`, `1-02:03:04`, busybox `3h12`; null for anything else. */
export function readCpuSeconds(text: string): number | null {
  const busybox = /^(\d{1,6})([hd])(\d\d)$/.exec(text);
  if (busybox !== null) {
    const [large, small] = busybox[2] === 'h' ? [3600, 60] : [86_400, 3600];
    return Number(busybox[1]) * large + Number(busybox[3]) * small;
  }
  const match = /^(?:(\d{1,6})-)?(?:(\d{1,6}):)?(\d{1,6}):(\d\d)(?:\.\d{1,3})?$/.exec(text);
  if (match === null) return null;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return (days ?? 0) * 86_400 + (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}
