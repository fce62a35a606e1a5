import { objectOf } from '../case-record.js';

/** Longest STIX pattern that is read, in characters. */
const longestPattern = 20_000;

const comparison =
  /(?:(?:ipv4-addr|ipv6-addr|domain-name|url):value|file:hashes\.(?:'SHA-256'|"SHA-256"|SHA256|'MD5'|MD5)|file:size)\s*=\s*(?:'((?:[^'\\]|\\.){1,2000})'|(\d{1,15}))/g;

/** Values of a STIX 2.1 bundle: patterns of indicators that are not revoked, and observed addresses, names, URLs and hashes; null = no STIX. */
export function stixValues(raw: Readonly<Record<string, unknown>> | null): string[] | null {
  if (raw?.type !== 'bundle' || !Array.isArray(raw.objects)) return null;
  return raw.objects.flatMap((item) => {
    const object = objectOf(item);
    if (!object || object.revoked === true) return [];
    return object.type === 'indicator' ? patternValues(object.pattern) : observedValues(object);
  });
}

function patternValues(pattern: unknown): string[] {
  if (typeof pattern !== 'string') return [];
  return [...pattern.slice(0, longestPattern).matchAll(comparison)].map((match) =>
    (match[1] ?? match[2] ?? '').replace(/\\(.)/g, '$1'),
  );
}

function observedValues(object: Readonly<Record<string, unknown>>): string[] {
  const { type, value } = object;
  if (type === 'file') {
    const hashes = objectOf(object.hashes) ?? {};
    return [hashes['SHA-256'], hashes.MD5].filter((one) => typeof one === 'string');
  }
  const named = type === 'ipv4-addr' || type === 'ipv6-addr' || type === 'domain-name' || type === 'url';
  return named && typeof value === 'string' ? [value] : [];
}
