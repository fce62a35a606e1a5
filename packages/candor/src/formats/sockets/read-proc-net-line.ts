import ipaddr from 'ipaddr.js';
import { fieldsOf, integerOf, type LineReading, type TextLine } from '../text/text-lines.js';
import type { SocketRecord, SocketState } from './socket-record.js';

/** Numbers of `enum` in `include/net/tcp_states.h` (Linux); 0C is a request socket that waits for its ACK. */
const STATE_BY_HEX = new Map<string, SocketState>([
  ['01', 'ESTAB'],
  ['02', 'SYN-SENT'],
  ['03', 'SYN-RECV'],
  ['04', 'FIN-WAIT-1'],
  ['05', 'FIN-WAIT-2'],
  ['06', 'TIME-WAIT'],
  ['07', 'UNCONN'],
  ['08', 'CLOSE-WAIT'],
  ['09', 'LAST-ACK'],
  ['0A', 'LISTEN'],
  ['0B', 'CLOSING'],
  ['0C', 'SYN-RECV'],
]);

/** Whether a line looks like a row of `/proc/net/tcp` and its siblings. */
export function isProcNetLine(text: string): boolean {
  return /^\s{0,20}\d{1,10}:\s(?:[0-9A-F]{8}|[0-9A-F]{32}):[0-9A-F]{4}\s/i.test(text);
}

/** One row of `/proc/net/{tcp,tcp6,udp,udp6}` (`proc_net_tcp.txt`): hexadecimal, each 32-bit word little endian. */
export function readProcNetLine({ text, line }: TextLine, proto: 'tcp' | 'udp'): LineReading<SocketRecord> {
  const fields = fieldsOf(text);
  const local = hexEndpoint(fields[1]);
  const peer = hexEndpoint(fields[2]);
  const state = STATE_BY_HEX.get((fields[3] ?? '').toUpperCase());
  if (local === null || peer === null || state === undefined) return { problem: 'not a row of /proc/net' };
  const item: SocketRecord = {
    proto,
    family: local.family,
    dualStack: local.family === 'ipv4' ? false : null,
    state,
    localAddress: local.address,
    localInterface: null,
    localPort: local.port,
    peerAddress: peer.address,
    peerPort: peer.port === 0 ? null : peer.port,
    processes: null,
    inode: integerOf(fields[9]),
    uid: integerOf(fields[7]),
    line,
  };
  return { item };
}

interface HexEndpoint {
  readonly family: 'ipv4' | 'ipv6';
  readonly address: string;
  readonly port: number;
}

function hexEndpoint(text: string | undefined): HexEndpoint | null {
  const match = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/i.exec(text ?? '');
  if (match === null) return null;
  const hex = match[1] ?? '';
  const address = addressText(hostBytes(hex));
  return { family: hex.length === 8 ? 'ipv4' : 'ipv6', address, port: Number.parseInt(match[2] ?? '', 16) };
}

function hostBytes(hex: string): number[] {
  const words = hex.match(/.{8}/g) ?? [];
  return words.flatMap((word) => (word.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16)));
}

function addressText(bytes: number[]): string {
  const address = ipaddr.fromByteArray(bytes);
  // `ss` writes mapped addresses with dots; both sources must give the same text.
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress()) return `::ffff:${address.toIPv4Address()}`;
  return address.toString();
}
