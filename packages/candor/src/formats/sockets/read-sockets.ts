import type { Parsed } from '../../core/parsed.js';
import { type LineReading, readEachLine, type TextLine } from '../text/text-lines.js';
import { isProcNetLine, readProcNetLine } from './read-proc-net-line.js';
import { readSsLine } from './read-ss-line.js';
import type { SocketRecord } from './socket-record.js';

/**
 * Sockets from `ss -tulpen` (with or without `-H`), `ss -tanp`, or `/proc/net/{tcp,tcp6,udp,udp6}`, alone, one after
 * the other, or with `==> path <==` headers. Each line tells its own format. Unix and netlink sockets are left out.
 */
export function readSockets(text: string): Parsed<SocketRecord[]> {
  let proto: 'tcp' | 'udp' = 'tcp';
  return readEachLine(text, (line: TextLine): LineReading<SocketRecord> => {
    const header = headerProtocol(line.text);
    if (header !== null) {
      proto = header === 'keep' ? proto : header;
      return null;
    }
    return isProcNetLine(line.text) ? readProcNetLine(line, proto) : readSsLine(line);
  });
}

/** Protocol that a header announces: its path, or the `drops` column that only the UDP tables have. */
function headerProtocol(text: string): 'tcp' | 'udp' | 'keep' | null {
  if (text.trim() === '') return 'keep';
  const path = /^==> (.{1,4096}) <==$/.exec(text)?.[1];
  if (path !== undefined) return /\/udp6?$/.test(path) ? 'udp' : 'tcp';
  if (!/^\s{0,20}sl\s{1,20}local_address\s/.test(text)) return null;
  return /\sdrops\s*$/.test(text) ? 'udp' : 'tcp';
}
