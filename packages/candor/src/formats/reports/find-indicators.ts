import ipaddr from 'ipaddr.js';
import { readByteSize } from '../docker/container-activity.js';

/** An indicator that a text names; `value` is in plain spelling (`1[.]2[.]3[.]4` is `1.2.3.4`), sizes are bytes. */
export interface Indicator {
  readonly kind: 'ipv4' | 'ipv6' | 'url' | 'domain' | 'sha256' | 'sha1' | 'md5' | 'path' | 'size';
  readonly value: string;
  readonly line: number;
}

/** Endings that make a dotted word a file name, not a domain. */
const FILE_ENDINGS = new Set(
  'js mjs cjs ts tsx jsx json yml yaml md txt log sh py conf env lock map html css png jpg svg so sock service gz tar zip bak sql ini toml exe bin php'.split(
    ' ',
  ),
);
const HASH_KIND = new Map([
  [32, 'md5'],
  [40, 'sha1'],
  [64, 'sha256'],
] as const);

/** Indicators of one line, each value once: addresses, URLs, domains, hashes, absolute paths, sizes. */
export function findIndicators(text: string, line: number): Indicator[] {
  const plain = text
    .replaceAll('[.]', '.')
    .replaceAll('(.)', '.')
    .replace(/\bhxxp/gi, 'http');
  const found = [
    ...urls(plain),
    ...matches(plain, /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)/g, 'ipv4').filter(({ value }) =>
      ipaddr.IPv4.isValidFourPartDecimal(value),
    ),
    ...matches(plain, /(?<![\w:.])[0-9a-f:]{3,39}(?![\w:])/gi, 'ipv6').filter(
      ({ value }) => value.split(':').length > 2 && ipaddr.IPv6.isValid(value),
    ),
    ...domains(plain),
    ...hashes(plain),
    ...paths(plain),
    ...sizes(plain),
  ];
  const unique = new Map(found.map((indicator) => [`${indicator.kind} ${indicator.value}`, { ...indicator, line }]));
  return [...unique.values()];
}

type Found = Omit<Indicator, 'line'>;

function matches(text: string, pattern: RegExp, kind: Indicator['kind']): Found[] {
  return [...text.matchAll(pattern)].map((match) => ({ kind, value: match[0] }));
}

function urls(text: string): Found[] {
  return matches(text, /\bhttps?:\/\/[^\s<>"'`|)\]};]{1,2000}/gi, 'url').map(({ kind, value }) => ({
    kind,
    value: value.replace(/[.,:!?*]{1,10}$/, ''),
  }));
}

function domains(text: string): Found[] {
  const pattern = /(?<![\w@.-])(?:[a-z0-9][a-z0-9-]{0,62}\.){1,10}[a-z]{2,24}(?![\w-])/gi;
  return matches(text, pattern, 'domain')
    .map(({ kind, value }) => ({ kind, value: value.toLowerCase() }))
    .filter(
      ({ value }) =>
        !FILE_ENDINGS.has(value.slice(value.lastIndexOf('.') + 1)) && !/^(?:e\.g|i\.e|next\.js|node\.js)/.test(value),
    );
}

function hashes(text: string): Found[] {
  return [...text.matchAll(/(?<![0-9a-z])[0-9a-f]{32,64}(?![0-9a-z])/gi)].flatMap(({ 0: value }) => {
    const kind = [...HASH_KIND].find(([length]) => length === value.length)?.[1];
    return kind === undefined ? [] : [{ kind, value: value.toLowerCase() }];
  });
}

function paths(text: string): Found[] {
  return matches(text, /(?<=^|[\s`"'(=,;])\/[\w.@+\-/[\]]{1,1000}/g, 'path').map(({ kind, value }) => ({
    kind,
    value: value.replace(/[.,]{1,3}$/, ''),
  }));
}

function sizes(text: string): Found[] {
  const pattern = /(?<![\w.,])(\d{1,3}(?:,\d{3}){1,5}|\d{1,15}(?:\.\d{1,6})?)\s?(bytes?|[kmgt]i?b)\b/gi;
  return [...text.matchAll(pattern)].flatMap((match) => {
    const unit = /^byte/i.test(match[2] ?? '') ? 'B' : (match[2] ?? '');
    const bytes = readByteSize(`${(match[1] ?? '').replaceAll(',', '')}${unit}`);
    return bytes === null ? [] : [{ kind: 'size' as const, value: String(bytes) }];
  });
}
