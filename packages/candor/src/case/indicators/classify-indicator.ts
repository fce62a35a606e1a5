import { isIPv4, isIPv6 } from 'node:net';
import { addressScope } from '../../facts/address-scope.js';
import type { DeclaredIndicator } from '../../facts/case-records.js';

/** An indicator as listed, or why a text is none. */
export type Classified =
  | { readonly ok: true; readonly indicator: Pick<DeclaredIndicator, 'type' | 'value'> }
  | { readonly ok: false; readonly reason: string };

/** Longest indicator in characters. */
const longest = 500;

/** SHA-256 and MD5 of no bytes at all: every empty file has them. */
const emptyDigests = new Set([
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'd41d8cd98f00b204e9800998ecf8427e',
]);

/** Executables below 64 KiB share their size by chance (rule SAME_BYTES). */
const telltaleSizeBytes = 65_536;

/** Names that every server talks to: a list with one of them is wrong or hostile. */
const everybodys =
  /(?:^|\.)(?:localhost|github\.com|githubusercontent\.com|npmjs\.org|docker\.io|docker\.com|debian\.org|ubuntu\.com|cloudflare\.com|mongodb\.org|letsencrypt\.org)$/i;

/** Tells the type of an indicator by its form; `[.]`, `(.)` and `hxxp` are undone. What would match everybody is refused. */
export function classifyIndicator(text: string): Classified {
  const value = refang(text.trim());
  if (value === '' || value.length > longest) return no(value === '' ? 'empty' : 'longer than 500 characters');
  if (/[\s\u0000-\u001f\u007f]/.test(value)) return no('more than one word');
  if (isIPv4(value)) return ofAddress(value, 'ipv4');
  if (isIPv6(value)) return ofAddress(value.toLowerCase(), 'ipv6');
  if (/^[\d.:a-f]+\/\d{1,3}$/i.test(value)) return no('a range of addresses');
  if (/^[a-z][a-z\d+.-]{1,20}:\/\//i.test(value)) return ofUrl(value);
  if (/^[0-9a-f]{64}$|^[0-9a-f]{32}$/i.test(value)) return ofDigest(value.toLowerCase());
  if (/^[0-9a-f]{40}$/i.test(value)) return no('SHA-1 is not observed');
  if (/^\d{1,15}$/.test(value))
    return Number(value) >= telltaleSizeBytes ? yes('size', value) : no('a size below 64 KiB tells nothing');
  if (value.startsWith('/')) return ofPath(value);
  if (/^[48][1-9A-HJ-NP-Za-km-z]{94}$|^bc1[a-z\d]{25,60}$/.test(value)) return yes('wallet', value);
  return ofName(value);
}

function refang(text: string): string {
  return text
    .replace(/^hxxp/i, 'http')
    .replace(/\[\.\]|\(\.\)|\[dot\]/gi, '.')
    .replace(/\[:\]/g, ':')
    .replace(/^"|"$/g, '');
}

function ofAddress(value: string, type: 'ipv4' | 'ipv6'): Classified {
  const scope = addressScope(value);
  return scope === 'public' ? yes(type, value) : no('no public address');
}

function ofUrl(value: string): Classified {
  const host = /^[a-z\d+.-]{2,22}:\/\/(?:[^@/]{0,200}@)?(\[[^\]]{1,64}\]|[^/:?#]{1,255})/i.exec(value)?.[1] ?? '';
  const inner = classifyIndicator(host.replace(/^\[|\]$/g, ''));
  return inner.ok ? yes('url', value) : no(`its host: ${inner.reason}`);
}

function ofDigest(value: string): Classified {
  if (emptyDigests.has(value)) return no('the hash of an empty file');
  return yes(value.length === 64 ? 'sha256' : 'md5', value);
}

/** Places of the system belong to everybody; what an intruder drops lies in the open or has a name of its own there. */
function ofPath(value: string): Classified {
  return /^\/(?:bin|sbin|usr|lib|lib64|etc|proc|sys|boot)(?:\/|$)|^\/[^/]{0,2}$|^\/(?:tmp|dev|run|var|home|root|opt|srv|app)\/?$/.test(
    value,
  )
    ? no('a place of the system')
    : yes('path', value);
}

function ofName(value: string): Classified {
  const name = value.replace(/\.$/, '').toLowerCase();
  if (!/^(?:[a-z\d_](?:[a-z\d_-]{0,62})\.)+[a-z][a-z\d-]{1,62}$/.test(name)) return no('of no known form');
  return everybodys.test(name) ? no('a name that every server talks to') : yes('domain', name);
}

function yes(type: DeclaredIndicator['type'], value: string): Classified {
  return { ok: true, indicator: { type, value } };
}

function no(reason: string): Classified {
  return { ok: false, reason };
}
