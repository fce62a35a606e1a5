import { isIPv4, isIPv6 } from 'node:net';

/** Inclusive range of addresses of one family, as numbers: the one form in which targets and the never list are compared. */
export interface IpRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

const BITS = { 4: 32, 6: 128 } as const;

/** An address in its usual spelling (RFC 6943: four decimal parts without leading zeros; RFC 4291 without a zone); null for any other text. */
export function parseAddress(text: string): IpRange | null {
  if (text.length > 45) return null;
  const family = isIPv4(text) ? 4 : isIPv6(text) && !text.includes('%') ? 6 : null;
  if (family === null) return null;
  const value = family === 4 ? ofDotted(text) : ofIpv6(text);
  return { family, first: value, last: value };
}

/** A CIDR range or a single address; host bits beyond the prefix are cleared. Null for any other text. */
export function parseRange(text: string): IpRange | null {
  const slash = text.indexOf('/');
  if (slash < 0) return parseAddress(text);
  const base = parseAddress(text.slice(0, slash));
  const length = /^(?:0|[1-9]\d{0,2})$/.test(text.slice(slash + 1)) ? Number(text.slice(slash + 1)) : null;
  if (base === null || length === null || length > BITS[base.family]) return null;
  return networkOf(base.family, base.first, length);
}

/** The network of `length` bits that holds an address. */
export function networkOf(family: 4 | 6, address: bigint, length: number): IpRange {
  const size = 1n << BigInt(BITS[family] - length);
  const first = address - (address % size);
  return { family, first, last: first + size - 1n };
}

/** True when two ranges have an address in common. */
export function overlaps(a: IpRange, b: IpRange): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/** True for one address. */
export function isSingle(range: IpRange): boolean {
  return range.first === range.last;
}

/** Bits of the prefix; null for a range that is no CIDR network. */
export function prefixLength(range: IpRange): number | null {
  const size = range.last - range.first + 1n;
  const hostBits = size.toString(2).length - 1;
  const isNetwork = size === 1n << BigInt(hostBits) && range.first % size === 0n;
  return isNetwork ? BITS[range.family] - hostBits : null;
}

/** `203.0.113.9`, `2001:db8::/32`, or `first-last` for what is no network. */
export function formatRange(range: IpRange): string {
  const first = formatAddress(range.family, range.first);
  if (isSingle(range)) return first;
  const length = prefixLength(range);
  return length === null ? `${first}-${formatAddress(range.family, range.last)}` : `${first}/${length}`;
}

/** An address in its shortest spelling (RFC 5952). */
export function formatAddress(family: 4 | 6, value: bigint): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
  const groups = Array.from({ length: 8 }, (_, at) => ((value >> BigInt(112 - at * 16)) & 0xffffn).toString(16));
  const runs = [...groups.join(':').matchAll(/(?:^|:)(0(?::0)+)(?=:|$)/g)];
  const longest = runs.reduce((best, run) => ((run[1] ?? '').length > best.length ? (run[1] ?? '') : best), '');
  if (longest === '') return groups.join(':');
  return groups
    .join(':')
    .replace(new RegExp(`(^|:)${longest}(:|$)`), '::')
    .replace(/:{3,}/, '::');
}

/** Ranges sorted and joined where they touch, as an nftables interval set wants them. */
export function mergeRanges(ranges: readonly IpRange[]): IpRange[] {
  const sorted = [...ranges].sort(
    (a, b) => a.family - b.family || (a.first < b.first ? -1 : a.first > b.first ? 1 : 0),
  );
  const merged: IpRange[] = [];
  for (const range of sorted) {
    const before = merged.at(-1);
    if (before && before.family === range.family && range.first <= before.last + 1n)
      merged[merged.length - 1] = { ...before, last: range.last > before.last ? range.last : before.last };
    else merged.push(range);
  }
  return merged;
}

function ofDotted(text: string): bigint {
  return text.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
}

/** `isIPv6` has said that the form is right. */
function ofIpv6(text: string): bigint {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const tail = dotted === null ? 0n : ofDotted(dotted[2] ?? '');
  const plain = dotted === null ? text : `${dotted[1]}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`;
  const [head = '', rest] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = rest === undefined || rest === '' ? [] : rest.split(':');
  const middle = rest === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...middle, ...right].reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}
