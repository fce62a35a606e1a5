import ipaddr from 'ipaddr.js';
import type { Parsed } from '../../core/parsed.js';
import { fieldsOf, type LineReading, readEachLine } from '../text/text-lines.js';

/** A name and an address that belong together. */
export interface ResolvedName {
  readonly address: string;
  readonly names: readonly string[];
  /** `hosts`: a line of hosts(5); `ahosts`: an answer of `getent ahosts`, in the order in which clients try. */
  readonly source: 'hosts' | 'ahosts';
  readonly line: number;
}

/** Reads `/etc/hosts` and `getent ahosts NAME`, with or without `==> path <==` headers. */
export function readResolver(text: string): Parsed<ResolvedName[]> {
  let name: string | null = null;
  return readEachLine(text, ({ text: content, line }): LineReading<ResolvedName> => {
    const comment = content.indexOf('#');
    const [address, ...rest] = fieldsOf(comment < 0 ? content : content.slice(0, comment));
    if (address === undefined || address === '==>') return null;
    if (!ipaddr.isValid(address) || rest.length === 0) return { problem: 'not a line of hosts or getent' };
    if (!/^(?:STREAM|DGRAM|RAW|SEQPACKET)$/.test(rest[0] ?? ''))
      return { item: { address, names: rest, source: 'hosts', line } };
    // Only the first answer carries the name; the others repeat it silently, once a socket type.
    name = rest[1] ?? name;
    return rest[0] === 'STREAM'
      ? { item: { address, names: name === null ? [] : [name], source: 'ahosts', line } }
      : null;
  });
}

/** Reads `/etc/ld.so.preload` (ld.so(8)): the libraries that every program loads. */
export function readLdPreload(text: string): Parsed<{ readonly path: string; readonly line: number }[]> {
  return readEachLine(text, ({ text: content, line }): LineReading<{ path: string; line: number }> => {
    const comment = content.indexOf('#');
    const path = (comment < 0 ? content : content.slice(0, comment)).trim();
    return path === '' || /^==> .{1,4096} <==$/.test(path) ? null : { item: { path, line } };
  });
}
