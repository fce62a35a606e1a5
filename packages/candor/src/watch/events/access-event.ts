import type { FieldValue, WatchEvent } from '../../core/event.js';
import { eventOf, type Place } from './event-of.js';

const logsource = { product: 'nginx', category: 'webserver', service: 'access' } as const;
const months = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/**
 * A line of nginx's `combined` format as an event (ngx_http_log_module); null when it is none. Written with positions
 * instead of one pattern: this is the line of which a million a day come. nginx escapes quotes in values as `\x22`.
 */
export function accessEvent(line: string, place: Place): WatchEvent | null {
  const bracket = line.indexOf(' [');
  const close = line.indexOf('] "', bracket);
  if (bracket < 0 || close < 0 || close - bracket > 45) return null;
  const requestEnd = endOfQuoted(line, close + 3);
  if (requestEnd < 0) return null;
  const client = line.slice(0, line.indexOf(' '));
  const request = line.slice(close + 3, requestEnd);
  const firstBlank = request.indexOf(' ');
  const lastBlank = request.lastIndexOf(' HTTP/');
  const method = firstBlank > 0 ? request.slice(0, firstBlank) : '';
  const target =
    firstBlank > 0 ? request.slice(firstBlank + 1, lastBlank > firstBlank ? lastBlank : undefined) : request;
  const rest = line.slice(requestEnd + 2);
  const status = Number(rest.slice(0, 3));
  if (!(status >= 100 && status <= 999)) return null;
  const fields: Record<string, FieldValue> = Object.create(null);
  fields['source.ip'] = client;
  if (/^[A-Z]{1,20}$/.test(method)) fields['http.request.method'] = method;
  putTarget(fields, target);
  fields['http.response.status_code'] = status;
  putTail(fields, rest, line.slice(0, bracket));
  return eventOf(place, clfTime(line, bracket + 2), logsource, fields, line);
}

function putTarget(fields: Record<string, FieldValue>, target: string): void {
  const question = target.indexOf('?');
  fields['url.original'] = target;
  fields['url.path'] = question < 0 ? target : target.slice(0, question);
  if (question >= 0) fields['url.query'] = target.slice(question + 1);
  if (!target.includes('%') && !target.includes('\\x')) return;
  const decoded = decodedTarget(target);
  if (decoded !== target) fields['url.decoded'] = decoded;
}

function putTail(fields: Record<string, FieldValue>, rest: string, head: string): void {
  const bytes = Number.parseInt(rest.slice(4), 10);
  if (bytes >= 0) fields['http.response.body.bytes'] = bytes;
  const referrer = quoted(rest, rest.indexOf(' "'));
  if (referrer !== null && referrer.text !== '-') fields['http.request.referrer'] = referrer.text;
  const agent = referrer === null ? null : quoted(rest, referrer.end);
  if (agent !== null && agent.text !== '-') fields['user_agent.original'] = agent.text;
  const user = head.slice(head.lastIndexOf(' ') + 1);
  if (user !== '-' && user !== '') fields['user.name'] = user;
}

function quoted(text: string, from: number): { readonly text: string; readonly end: number } | null {
  const start = from < 0 ? -1 : text.indexOf('"', from);
  const end = start < 0 ? -1 : endOfQuoted(text, start + 1);
  return end < 0 ? null : { text: text.slice(start + 1, end), end: end + 1 };
}

/** Index of the quote that ends what began at `from`; a quote behind an odd number of backslashes is part of it. */
function endOfQuoted(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === 92) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}

/** `%xx` decoded twice, because double encoding hides; nginx's own `\xNN` too. What is no UTF-8 stays as it is. */
function decodedTarget(target: string): string {
  const bounded = target.slice(0, 16_384).replace(/\\x([0-9A-F]{2})/g, '%$1');
  return percentDecoded(percentDecoded(bounded));
}

function percentDecoded(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
}

let lastText = '';
let lastMs = 0;

/** `22/Nov/2026:12:00:00 +0000`; neighbours have the same second, so the last one is remembered. */
function clfTime(line: string, at: number): Date | null {
  const text = line.slice(at, at + 26);
  if (text !== lastText) {
    const month = months.indexOf(text.slice(3, 6)) / 3;
    const [day, year, hour, minute, second] = [
      text.slice(0, 2),
      text.slice(7, 11),
      ...text.slice(12, 20).split(':'),
    ].map(Number);
    const sign = text[21] === '-' ? 1 : -1;
    const offset = sign * (Number(text.slice(22, 24)) * 60 + Number(text.slice(24, 26)));
    lastText = text;
    lastMs = Date.UTC(year ?? Number.NaN, month, day, hour, minute, second) + offset * 60_000;
  }
  return Number.isNaN(lastMs) ? null : new Date(lastMs);
}
