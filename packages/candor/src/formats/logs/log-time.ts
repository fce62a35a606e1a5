import { monthNumber, zonedTime } from '../text/zoned-time.js';

/** A time found at the start of a line; `length` is how much of the line it takes, with brackets and blanks. */
export interface LeadingTime {
  readonly micros: number;
  readonly length: number;
}

/** What a time without year or offset needs. */
export interface TimeContext {
  readonly now: Date;
  readonly timezone: string;
}

const ISO =
  /^\[?(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))? ?(Z|UTC|[+-]\d\d:?\d\d)?\]?[ \t]?/;
const CLF = /\[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d{4})\]/;
const SYSLOG = /^(?:<\d{1,3}>)?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))? /;
const EPOCH = /^\[?(1\d{9})(?:\.(\d{1,9})|(\d{3})|(\d{6}))?\]?(?=[\s:]|$) ?/;
const DAY_MS = 86_400_000;

function microsOf(digits: string | undefined): number {
  return digits === undefined ? 0 : Number(digits.slice(0, 6).padEnd(6, '0'));
}

function offsetMs(text: string): number {
  if (text === 'Z' || text === 'UTC') return 0;
  const sign = text.startsWith('-') ? -1 : 1;
  return sign * (Number(text.slice(1, 3)) * 60 + Number(text.slice(-2))) * 60_000;
}

function parts(match: RegExpExecArray, order: readonly number[]): readonly number[] {
  return order.map((index) => Number(match[index]));
}

function wall(values: readonly number[], month: number, offset: string | undefined, timezone: string): number | null {
  const [year = 0, , day = 0, hour = 0, minute = 0, second = 0] = values;
  const date = zonedTime({ year, month, day, hour, minute, second }, offset === undefined ? timezone : 'UTC');
  return date === null ? null : date.getTime() - (offset === undefined ? 0 : offsetMs(offset));
}

function isoTime(line: string, timezone: string): LeadingTime | null {
  const match = ISO.exec(line);
  if (match === null) return null;
  const ms = wall(parts(match, [1, 2, 3, 4, 5, 6]), Number(match[2]), match[8], timezone);
  return ms === null ? null : { micros: ms * 1000 + microsOf(match[7]), length: match[0].length };
}

/** The year that puts a syslog time (RFC 3164, no year) at most a day after `now`. */
function syslogTime(line: string, context: TimeContext): LeadingTime | null {
  const match = SYSLOG.exec(line);
  const month = match === null ? null : monthNumber(match[1] ?? '');
  if (match === null || month === null) return null;
  const thisYear = context.now.getUTCFullYear();
  for (const year of [thisYear, thisYear - 1]) {
    const ms = wall([year, 0, ...parts(match, [2, 3, 4, 5])], month, undefined, context.timezone);
    if (ms !== null && ms <= context.now.getTime() + DAY_MS)
      return { micros: ms * 1000 + microsOf(match[6]), length: match[0].length };
  }
  return null;
}

function epochTime(line: string): LeadingTime | null {
  const match = EPOCH.exec(line);
  if (match === null) return null;
  const fraction = match[3] ?? match[4] ?? match[2];
  return { micros: Number(match[1]) * 1_000_000 + microsOf(fraction), length: match[0].length };
}

/** Time of a common-log line (`[12/Dec/2025:21:49:35 +0000]`) within its first 300 characters. */
export function commonLogTime(line: string): number | null {
  const match = CLF.exec(line.length > 300 ? line.slice(0, 300) : line);
  const month = match === null ? null : monthNumber(match[2] ?? '');
  if (match === null || month === null) return null;
  const ms = wall([Number(match[3]), 0, Number(match[1]), ...parts(match, [4, 5, 6])], month, match[7], 'UTC');
  return ms === null ? null : ms * 1000;
}

let cachedMinute = '';
let cachedMs: number | null = null;

/** The fixed form of `docker logs --timestamps`: 30 characters and a blank. The day's arithmetic is kept per minute. */
function dockerTime(line: string): LeadingTime | null {
  if (
    line.charCodeAt(10) !== 84 ||
    line.charCodeAt(29) !== 90 ||
    line.charCodeAt(30) !== 32 ||
    line.charCodeAt(19) !== 46
  )
    return null;
  const minute = line.slice(0, 17);
  if (minute !== cachedMinute) {
    const whole = isoTime(`${minute}00Z `, 'UTC');
    cachedMinute = minute;
    cachedMs = whole === null ? null : whole.micros;
  }
  const seconds = Number(line.slice(17, 19));
  const fraction = Number(line.slice(20, 26));
  if (cachedMs === null || !(seconds <= 60) || !(fraction >= 0)) return null;
  return { micros: cachedMs + seconds * 1_000_000 + fraction, length: 31 };
}

/** The time that a line begins with: RFC 3339, nginx error log, syslog or epoch; null when there is none. */
export function leadingTime(line: string, context: TimeContext): LeadingTime | null {
  return dockerTime(line) ?? isoTime(line, context.timezone) ?? syslogTime(line, context) ?? epochTime(line);
}

/** The time of a text that is nothing else (`"ts":"2025-12-12T21:49:35.101Z"`, `"time":1765576175101`). */
export function textTime(text: string, context: TimeContext): number | null {
  return leadingTime(text, context)?.micros ?? null;
}
