import type { Block, Direction, Proof } from './block.js';
import { endOf } from './block.js';

/** One line of the journal (NDJSON): a decision made or renewed, or taken back. */
export type JournalEntry =
  | { readonly op: 'set'; readonly block: Block }
  | { readonly op: 'end'; readonly id: string; readonly at: Date };

/** Longest line: a name with a thousand addresses has 40 KB. */
const longestLine = 262_144;

/** The line of an entry, with its newline. */
export function journalLine(entry: JournalEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

/** The blocks that stand at a time, by id, in the order in which they were made. A line that is none is counted, not believed. */
export function readJournal(text: string, now: Date): { readonly blocks: Map<string, Block>; readonly unread: number } {
  const blocks = new Map<string, Block>();
  let unread = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const entry = line.length > longestLine ? null : entryOf(line);
    if (entry === null) unread += 1;
    else if (entry.op === 'end') blocks.delete(entry.id);
    else blocks.set(entry.block.id, entry.block);
  }
  for (const [id, block] of blocks) if (endOf(block) <= now) blocks.delete(id);
  return { blocks, unread };
}

type Raw = Readonly<Record<string, unknown>>;

function entryOf(line: string): JournalEntry | null {
  const raw = objectOf(parseJson(line));
  if (raw?.op === 'end') {
    const at = dateOf(raw.at);
    return typeof raw.id === 'string' && at !== null ? { op: 'end', id: raw.id, at } : null;
  }
  const block = raw?.op === 'set' ? blockOf(objectOf(raw.block)) : null;
  return block === null ? null : { op: 'set', block };
}

function blockOf(raw: Raw | null): Block | null {
  const at = dateOf(raw?.at);
  const expires = dateOf(raw?.expires);
  const direction = directionOf(raw?.direction);
  const addresses = textsOf(raw?.addresses);
  if (raw === null || at === null || expires === null || direction === null || addresses === null) return null;
  const { id, target, reason, by } = raw;
  if (typeof id !== 'string' || typeof target !== 'string' || typeof reason !== 'string' || typeof by !== 'string')
    return null;
  const container = objectOf(raw.container);
  const inside = textsOf(container?.addresses);
  return {
    id,
    target,
    addresses,
    direction,
    container:
      container && typeof container.name === 'string' && inside ? { name: container.name, addresses: inside } : null,
    reason,
    by,
    at,
    expires,
    provisionalUntil: dateOf(raw.provisionalUntil),
    also: textsOf(raw.also) ?? [],
    proof: proofOf(objectOf(raw.proof)),
  };
}

function proofOf(raw: Raw | null): Proof | null {
  const at = dateOf(raw?.at);
  const result = (['effective', 'not-effective', 'not-proven'] as const).find((one) => one === raw?.result);
  return at && result && typeof raw?.detail === 'string' ? { result, detail: raw.detail, at } : null;
}

function directionOf(value: unknown): Direction | null {
  return (['ingress', 'egress', 'both'] as const).find((one) => one === value) ?? null;
}

function textsOf(value: unknown): string[] | null {
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : null;
}

function dateOf(value: unknown): Date | null {
  const date = typeof value === 'string' ? new Date(value) : null;
  return date === null || Number.isNaN(date.getTime()) ? null : date;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null; // cut off by a kill in the middle of a write: counted by the caller
  }
}

function objectOf(value: unknown): Raw | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : null; // narrowed to a plain object
}
