import { domainToASCII } from 'node:url';
import { unmapped } from './embeddings.js';
import { formatAddress, formatRange, type IpRange, parseRange } from './ip-range.js';

/** What somebody wants to block: addresses, a name, or something that cannot be one. */
export type Target =
  | { readonly kind: 'range'; readonly range: IpRange; readonly text: string }
  | { readonly kind: 'domain'; readonly name: string; readonly text: string }
  | { readonly kind: 'none'; readonly reason: string; readonly hint: string | null };

/**
 * Reads `203.0.113.9`, `2001:db8::/48`, `pool.example.org`; `[.]` is undone. IPv4 in any other notation (decimal,
 * octal, hexadecimal, short) is never guessed: programs read `010.0.0.1` in two ways (CVE-2021-29921).
 */
export function parseTarget(given: string): Target {
  const text = given
    .trim()
    .replaceAll('[.]', '.')
    .replace(/^\[([0-9a-f:.]+)\]$/i, '$1');
  if (text === '' || text.length > 255) return none(text === '' ? 'it is empty' : 'it is longer than 255 characters');
  if (/[^\x21-\x7e\u00a1-\uffff]/.test(text)) return none('it has blanks or control characters');
  const read = parseRange(text);
  if (read !== null) {
    const range = unmapped(read);
    return { kind: 'range', range, text: formatRange(range) };
  }
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text)) return none('it is a URL', 'name the host of it alone');
  if (text.includes('/') || text.includes(':') || text.includes('%'))
    return none('it is neither an address nor a range', 'write 203.0.113.0/24 or 2001:db8::/48, without port and zone');
  const other = oddIpv4(text);
  if (other !== null)
    return none(
      `it is an IPv4 address in a notation that programs read in different ways`,
      `if ${formatAddress(4, other)} is meant, write that`,
    );
  return ofName(text);
}

/** inet_aton(3): one to four parts, decimal, octal or hexadecimal; null for what is none. A name never ends in a number (RFC 3696). */
function oddIpv4(text: string): bigint | null {
  const parts = text.replace(/\.$/, '').split('.');
  if (!/^(?:0x[0-9a-f]*|\d+)$/i.test(parts.at(-1) ?? '')) return null;
  const values = parts.map((part) => {
    if (/^0x[0-9a-f]*$/i.test(part)) return BigInt(part.length === 2 ? 0 : part);
    if (/^0[0-7]+$/.test(part)) return BigInt(`0o${part.slice(1)}`);
    return /^\d+$/.test(part) ? BigInt(part) : 0n;
  });
  const last = values.pop() ?? 0n;
  const head = values.reduce((sum, value, at) => sum | ((value & 255n) << BigInt(24 - at * 8)), 0n);
  return (head | last) & 0xffffffffn;
}

function ofName(text: string): Target {
  const name = domainToASCII(text.replace(/\.$/, '').toLowerCase());
  if (!/^(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?\.)+[a-z](?:[a-z\d-]{0,61}[a-z\d])?$/.test(name) || name.length > 253)
    return none('it is neither an address, a range, nor a public name', 'for example 203.0.113.9 or pool.example.org');
  if (/\.(?:localhost|local|internal|lan|home\.arpa|test|invalid|arpa)$/.test(name))
    return none('it is a name of local networks (RFC 6761, RFC 6762, RFC 8375)');
  return { kind: 'domain', name, text: name };
}

function none(reason: string, hint: string | null = null): Target {
  return { kind: 'none', reason, hint };
}
