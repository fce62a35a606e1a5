import { classifyBody } from './classify-body.js';
import { closes, continues, finishedFields } from './finish-record.js';
import { splitPrefix } from './line-prefix.js';
import { type LogChunk, logChunks } from './log-chunks.js';
import { type LogInput, type LogOptions, type LogReading, MAX_LINE } from './log-record.js';
import { commonLogTime, leadingTime, type TimeContext, textTime } from './log-time.js';
import { isNoteworthyRequest } from './nginx-lines.js';
import { ordinaryTemplate } from './ordinary-line.js';
import { type OpenRecord, RecordStore } from './record-store.js';

/** Words without which no line is worth a closer look; one pass of it over a chunk decides for thousands of lines. */
const HOT =
  /SUBPROC|SECURITY|DIAG|PROTECTION|GUARD|annot find module|candor-sensor|[eE]rror\b|Exception|E(?:TIMEDOUT|CONNREFUSED|CONNRESET|HOSTUNREACH|NETUNREACH|AI_AGAIN)|ENOTFOUND|attempted addr|patch|Next\.js|Ready in|wget|curl|\/bin\/|chmod|base64|\/dev\/|xmrig|stratum|child_process|execSync|"cmd"|sshd|not found|Connecting to|saved/g;
const PROXY_LINE = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[/;
const MOST_TEMPLATES = 500;
const MOST_SAMPLES = 5;

/**
 * Reads a log of a container, of nginx or of any other text in one pass: bounded memory, linear time. Ordinary lines are
 * counted by template; monitor lines, errors, starts, odd requests, logins and command text become records; a line that
 * follows no known form is counted in `notUnderstood`. Never throws.
 */
export function readLog(input: LogInput, options: LogOptions): LogReading {
  const reader = new LogReader(options);
  for (const chunk of logChunks(input)) reader.readChunk(chunk);
  return reader.finish();
}

class LogReader {
  readonly #context: TimeContext;
  readonly #kind: LogOptions['kind'];
  readonly #store = new RecordStore();
  readonly #counts = new Map<string, number>();
  readonly #open = new Map<string, OpenRecord>();
  readonly #samples: string[] = [];
  #lines = 0;
  #cutLines = 0;
  #unknown = 0;
  #firstUnknown: number | null = null;
  #first: number | null = null;
  #last: number | null = null;
  #quietBlock = false;

  constructor(options: LogOptions) {
    this.#context = { now: options.now, timezone: options.timezone ?? 'UTC' };
    this.#kind = options.kind;
  }

  /** Walks the lines of one chunk; `hot` runs ahead to the next place that deserves a closer look. */
  readChunk({ text, decode }: LogChunk): void {
    let hot = nextHot(text, 0);
    let start = text.charCodeAt(0) === 0xfeff && this.#lines === 0 ? 1 : 0;
    while (start < text.length) {
      const newline = text.indexOf('\n', start);
      const next = newline < 0 ? text.length : newline;
      const end = next > start && text.charCodeAt(next - 1) === 13 ? next - 1 : next;
      this.#lines += 1;
      if (hot < start) hot = nextHot(text, start);
      if (hot < end || this.#open.size > 0) this.#closeLook(decode(this.#cut(text, start, end)));
      else this.#glance(text, start, end, decode);
      start = next + 1;
    }
    this.#noteTimes(text, decode);
  }

  #cut(text: string, start: number, end: number): string {
    if (end - start <= MAX_LINE) return text.slice(start, end);
    this.#cutLines += 1;
    return text.slice(start, start + MAX_LINE);
  }

  /** The cheap path: requests are counted from a few positions, other lines by template. */
  #glance(text: string, start: number, end: number, decode: LogChunk['decode']): void {
    const body = start + timeLength(text, start, end);
    const code = text.charCodeAt(body);
    if (this.#quietBlock) {
      if (code === 125) this.#quietBlock = false;
      if (code === 32 || code === 125) {
        this.#count('inspected value');
        return;
      }
      this.#quietBlock = false;
    }
    if (body >= end) {
      this.#count('blank');
      return;
    }
    if (code === 91 && text.charCodeAt(end - 1) === 123) {
      this.#quietBlock = true;
      this.#count(accessCheck(text.slice(body, Math.min(end, body + 80))));
      return;
    }
    const quote = text.slice(body, Math.min(end, body + 512)).indexOf('] "');
    if (quote > 0) {
      this.#request(text, start, body + quote + 3, end, decode);
      return;
    }
    if (PROXY_LINE.test(text.slice(start, Math.min(start + 21, end)))) {
      this.#closeLook(decode(this.#cut(text, start, end)));
    } else if (body > start)
      this.#template(
        text.slice(body, Math.min(end, body + 200)),
        text.slice(start, Math.min(end, start + 400)),
        decode,
      );
    else this.#ordinary(text.slice(start, Math.min(end, start + 400)), decode);
  }

  #request(text: string, start: number, from: number, end: number, decode: LogChunk['decode']): void {
    const rest = text.slice(from, end);
    const blank = from + rest.indexOf(' ');
    const close = from + rest.indexOf('" ');
    if (close < from) {
      this.#ordinary(text.slice(start, Math.min(end, start + 400)), decode);
      return;
    }
    const status = text.slice(close + 2, close + 5);
    const method = blank > from && blank < close && blank - from <= 10 ? text.slice(from, blank) : 'OTHER';
    this.#count(`request ${/^[A-Z]+$/.test(method) ? method : 'OTHER'} ${/^\d{3}$/.test(status) ? status : '---'}`);
    const target = blank < close ? text.slice(blank + 1, close) : '';
    if (!isNoteworthyRequest(method, target, status, text.slice(from, Math.min(end, from + 8_192)))) return;
    if (this.#store.hasRoom('request')) this.#closeLook(decode(this.#cut(text, start, end)), true);
    else this.#store.miss('request');
  }

  #ordinary(line: string, decode: LogChunk['decode']): void {
    this.#template(splitPrefix(line, this.#context).body, line, decode);
  }

  #template(body: string, line: string, decode: LogChunk['decode']): void {
    const quiet = /^\[[\w.: -]+\] \{$/.test(body);
    const template = quiet ? accessCheck(body) : ordinaryTemplate(body);
    if (quiet) this.#quietBlock = true;
    const foreign = this.#kind?.startsWith('nginx') === true && template !== 'blank';
    if (template !== null && !foreign) this.#count(template);
    else this.#notUnderstood(line, decode);
  }

  #notUnderstood(line: string, decode: LogChunk['decode']): void {
    this.#unknown += 1;
    this.#firstUnknown ??= this.#lines;
    if (this.#samples.length < MOST_SAMPLES) this.#samples.push(decode(line.slice(0, 200)));
  }

  #count(template: string): void {
    const known = this.#counts.get(template);
    const key = known === undefined && this.#counts.size >= MOST_TEMPLATES ? 'other templates' : template;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** The full path for one line: continue an open record, or begin one. */
  #closeLook(line: string, counted = false): void {
    const { source, micros, body } = splitPrefix(unwrapped(line), this.#context);
    const key = source ?? '';
    const open = this.#open.get(key);
    if (open !== undefined) {
      if (continues(open, body) && !/Error: (?:connect|read|write|getaddrinfo) E/.test(body)) {
        this.#append(key, open, body);
        return;
      }
      this.#close(key, open);
    }
    const found = classifyBody(body);
    if (found === null) {
      if (!counted) this.#ordinary(line, (text) => text);
      return;
    }
    if (found.kind === 'request' && !counted) {
      this.#count(`request ${found.fields.method ?? ''} ${found.fields.status ?? ''}`);
      if (!isOdd(found.fields)) return;
    }
    const own = textTime(found.fields.ts ?? found.fields.time ?? found.fields.timestamp ?? '', this.#context);
    const at = micros ?? own ?? (found.kind === 'request' ? commonLogTime(body) : null);
    const record: OpenRecord = {
      line: this.#lines,
      micros: at,
      kind: found.kind,
      source,
      fields: found.fields,
      opens: found.opens,
      raw: line.slice(0, 2_048),
      body: [],
      lines: 1,
    };
    if (found.opens === null) this.#store.add(record, found.fields);
    else this.#begin(key, record);
  }

  #begin(key: string, record: OpenRecord): void {
    if (this.#open.size >= 64) for (const [other, open] of this.#open) this.#close(other, open);
    this.#open.set(key, record);
  }

  #append(key: string, open: OpenRecord, body: string): void {
    open.lines += 1;
    if (open.body.length < 200) open.body.push(body.slice(0, 4_096));
    if (closes(open, body)) this.#close(key, open);
  }

  #close(key: string, open: OpenRecord): void {
    this.#open.delete(key);
    this.#store.add(open, finishedFields(open));
  }

  /** First and last time of a chunk, looked for near its two ends. */
  #noteTimes(text: string, decode: LogChunk['decode']): void {
    if (this.#first === null) this.#first = this.#timeNear(text.slice(0, 65_536).split('\n', 500), decode);
    const tail = text.slice(-65_536).split('\n').slice(-500).reverse();
    this.#last = this.#timeNear(tail, decode) ?? this.#last;
  }

  #timeNear(lines: readonly string[], decode: LogChunk['decode']): number | null {
    for (const line of lines) {
      const { micros, body } = splitPrefix(unwrapped(decode(line.slice(0, 500))), this.#context);
      const at = micros ?? commonLogTime(body) ?? jsonTime(body, this.#context);
      if (at !== null) return at;
    }
    return null;
  }

  /** Closes what is open and hands the reading over. */
  finish(): LogReading {
    for (const [key, open] of this.#open) this.#close(key, open);
    const records = this.#store.records.sort((a, b) => a.line - b.line);
    return {
      records,
      counts: Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1))),
      lines: this.#lines,
      first: dateOf(this.#first),
      last: dateOf(this.#last),
      notUnderstood: { count: this.#unknown, firstLine: this.#firstUnknown, samples: this.#samples },
      overflow: this.#store.overflow,
      cutLines: this.#cutLines,
    };
  }
}

function nextHot(text: string, from: number): number {
  HOT.lastIndex = from;
  const match = HOT.exec(text);
  return match === null ? Number.POSITIVE_INFINITY : match.index;
}

/** Length of a `docker logs --timestamps` time at this place, else 0; longer forms are left to the template reader. */
function timeLength(text: string, start: number, end: number): number {
  if (end - start < 20 || text.charCodeAt(start + 10) !== 84 || text.charCodeAt(start + 4) !== 45) return 0;
  if (text.charCodeAt(start + 30) === 32) return 31;
  const blank = text.indexOf(' ', start + 19);
  return blank < 0 || blank > start + 40 || blank >= end ? 0 : blank - start + 1;
}

/** Name of an access check's template: `[Users.update access] {` as Payload's access functions print it. */
function accessCheck(body: string): string {
  const close = body.indexOf(']');
  return close < 0 ? 'block' : body.slice(0, close + 1);
}

function isOdd(fields: Readonly<Record<string, string>>): boolean {
  const tail = `${fields.target ?? ''} ${fields.referrer ?? ''} ${fields.userAgent ?? ''}`;
  return isNoteworthyRequest(fields.method ?? '', fields.target ?? '', fields.status ?? '', tail);
}

/** The inner line of Docker's json-file format, with its time in front. */
function unwrapped(line: string): string {
  if (!line.startsWith('{"log":"')) return line;
  try {
    const entry = JSON.parse(line) as { log?: unknown; time?: unknown };
    return typeof entry.log === 'string' && typeof entry.time === 'string'
      ? `${entry.time} ${entry.log.replace(/\n$/, '')}`
      : line;
  } catch {
    return line; // cut or foreign JSON stays as it is
  }
}

const JSON_TIME = /"(?:ts|time|timestamp|@timestamp|\$date)":\s?"?([\dTZ:.+-]{10,40})/;

function jsonTime(body: string, context: TimeContext): number | null {
  if (!body.startsWith('{')) return null;
  const text = JSON_TIME.exec(body)?.[1];
  return text === undefined ? null : (leadingTime(text, context)?.micros ?? null);
}

function dateOf(micros: number | null): Date | null {
  return micros === null ? null : new Date(Math.floor(micros / 1000));
}
