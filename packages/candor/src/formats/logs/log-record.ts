/** What a log line was understood as. */
export type LogKind =
  | 'subprocess'
  | 'security-block'
  | 'sensor-event'
  | 'sensor-state'
  | 'app-start'
  | 'error'
  | 'socket-error'
  | 'request'
  | 'proxy-error'
  | 'login'
  | 'command-text';

/**
 * One record of a log. `line` is 1-based; `lines` counts the lines that belong to it. `atMicros` is microseconds since
 * the epoch, null where the record has no time. `raw` is an excerpt of at most 2 KiB. `fields` are texts as written.
 */
export interface LogRecord {
  readonly line: number;
  readonly lines: number;
  readonly at: Date | null;
  readonly atMicros: number | null;
  readonly kind: LogKind;
  /** Service or container of a `docker compose logs` prefix. */
  readonly source: string | null;
  readonly fields: Readonly<Record<string, string>>;
  readonly raw: string;
}

/** A whole log: its noteworthy records, counts of its ordinary lines, and what it could not make sense of. */
export interface LogReading {
  readonly records: readonly LogRecord[];
  /** Ordinary lines by kind or template, and requests as `request GET 200`. */
  readonly counts: Readonly<Record<string, number>>;
  readonly lines: number;
  readonly first: Date | null;
  readonly last: Date | null;
  readonly notUnderstood: {
    readonly count: number;
    readonly firstLine: number | null;
    readonly samples: readonly string[];
  };
  /** Records that were understood but not kept, by kind. */
  readonly overflow: Readonly<Partial<Record<LogKind, number>>>;
  /** Lines longer than `MAX_LINE`, of which the head was read. */
  readonly cutLines: number;
}

/**
 * How to read a log: of an nginx log, a line in another format is not understood;
 * `now` settles the year of syslog times, `timezone` (IANA, default UTC) those without an offset.
 */
export interface LogOptions {
  readonly now: Date;
  readonly timezone?: string;
  readonly kind?: 'container' | 'nginx-access' | 'nginx-error';
}

/** Bytes or text, whole or in pieces. Bytes are taken as UTF-8. */
export type LogInput = string | Uint8Array | Iterable<string | Uint8Array>;

/** Longest line that is read in full, in units; Docker itself splits at 16 KiB, sensors write up to 90 KB. */
export const MAX_LINE = 262_144;
/** Longest excerpt of a record, in UTF-16 units. */
export const MAX_EXCERPT = 2_048;
