import { items, member, numberMember, textMember } from './json.js';
import type { Ports } from './model.js';

/** Values on the right of a match, flattened; `complete` false when a part of them is not understood. */
export interface Values {
  readonly texts: readonly string[];
  readonly complete: boolean;
}

/** Named sets by name, within one table. */
export type Sets = ReadonlyMap<string, Values>;

function scalar(value: unknown): string | null {
  return typeof value === 'string' ? value : typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
}

function named(text: string, sets: Sets): Values {
  return text.startsWith('@')
    ? (sets.get(text.slice(1)) ?? { texts: [], complete: false })
    : { texts: [text], complete: true };
}

function oneValue(value: unknown, sets: Sets): Values {
  const plain = scalar(value);
  if (plain !== null) return named(plain, sets);
  const prefix = member(value, 'prefix');
  const length = numberMember(prefix, 'len');
  if (length !== null) return { texts: [`${textMember(prefix, 'addr')}/${length}`], complete: true };
  const [low, high] = items(member(value, 'range')).map(scalar);
  if (typeof low === 'string' && typeof high === 'string') return { texts: [`${low}-${high}`], complete: true };
  const inner = member(value, 'set') ?? member(member(value, 'elem'), 'val');
  return inner === undefined ? { texts: [], complete: false } : nftValues(inner, sets);
}

/** Flattens a value, a list, or a set of nft JSON (libnftables-json(5)); the reader bounds the nesting. */
export function nftValues(value: unknown, sets: Sets): Values {
  const all = items(value).map((item) => oneValue(item, sets));
  return { texts: all.flatMap(({ texts }) => texts), complete: all.every(({ complete }) => complete) };
}

/** Names of services that nft prints instead of numbers when asked to; numbers are the default of `-j`. */
const SERVICES: ReadonlyMap<string, number> = new Map([
  ['ssh', 22],
  ['http', 80],
  ['https', 443],
]);

/** Ports among values. */
export function nftPorts({ texts, complete }: Values): {
  readonly ports: readonly Ports[];
  readonly complete: boolean;
} {
  const ports = texts.flatMap((text) => {
    const found = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
    const service = SERVICES.get(text);
    if (service !== undefined) return [{ from: service, to: service }];
    return found === null ? [] : [{ from: Number(found[1]), to: Number(found[2] ?? found[1]) }];
  });
  return { ports, complete: complete && ports.length === texts.length };
}
