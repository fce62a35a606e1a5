import { createHash } from 'node:crypto';

/** Kinds of records of a case. */
export const recordKinds = ['report', 'dismissal', 'acceptance', 'amendment', 'ledger', 'note', 'indicator'] as const;
/** One of {@link recordKinds}. */
export type RecordKind = (typeof recordKinds)[number];

/** One link of the chain, as its file holds it. */
export interface CaseRecord {
  readonly format: 'candor-record/1';
  /** 1, 2, 3, … without a hole. */
  readonly number: number;
  readonly kind: RecordKind;
  /** SHA-256 of the bytes of the record before it; null for the first. */
  readonly previous: string | null;
  /** When it was recorded, RFC 3339 UTC. */
  readonly at: string;
  /** Who recorded it: a name, or `candor`. */
  readonly by: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a writer hands over; number and hash are the store's. */
export type NewRecord = Pick<CaseRecord, 'kind' | 'at' | 'by' | 'body'>;

/** Longest record, in bytes: an import of 20,000 indicators is about 2 MB. */
export const recordLimitBytes = 8 << 20;

/** The bytes of a record: indented JSON with a final newline, to be read by people. */
export function recordBytes(record: CaseRecord): Buffer {
  return Buffer.from(`${JSON.stringify(record, null, 2)}\n`);
}

/** SHA-256, hex. */
export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** `000007-dismissal.json` */
export function recordName(record: Pick<CaseRecord, 'number' | 'kind'>): string {
  return `${String(record.number).padStart(6, '0')}-${record.kind}.json`;
}

/** Reads a record; null when the bytes are none (half written, edited, foreign). */
export function parseRecord(bytes: Buffer): CaseRecord | null {
  const raw = parseObject(bytes);
  if (raw?.format !== 'candor-record/1') return null;
  const kind = recordKinds.find((one) => one === raw.kind);
  const { number, previous, at, by } = raw;
  const body = objectOf(raw.body);
  if (!kind || !body || typeof number !== 'number' || !Number.isSafeInteger(number) || number < 1) return null;
  if ((previous !== null && typeof previous !== 'string') || typeof at !== 'string' || typeof by !== 'string')
    return null;
  return { format: 'candor-record/1', number, kind, previous, at, by, body };
}

function parseObject(bytes: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    return objectOf(JSON.parse(bytes.toString('utf8')));
  } catch {
    return null; // half written or edited: the caller names the file
  }
}

/** A plain object; null for anything else. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null; // narrowed to a plain object
}
