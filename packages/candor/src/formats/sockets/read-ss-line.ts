import { fieldsOf, integerOf, type LineReading, type TextLine } from '../text/text-lines.js';
import { SOCKET_STATES, type SocketProcess, type SocketRecord, type SocketState } from './socket-record.js';

const OTHER_FAMILIES =
  /^(?:u_str|u_dgr|u_seq|nl|p_raw|p_dgr|raw|icmp6|icmp|v_str|v_dgr|ti_\w+|xdp|sctp|dccp|mptcp|\?\?\?)$/;
const HEADER = /^(?:Netid|State)\b/;

interface Endpoint {
  readonly address: string;
  readonly zone: string | null;
  readonly port: number | null;
}

/**
 * One line of `ss -tulpenH`, `ss -tulpen`, `ss -tanp` (iproute2 4 to 6). Without a Netid column the listing is of TCP
 * alone, unless the state is `UNCONN`. Header lines and other socket families give null.
 */
export function readSsLine({ text, line }: TextLine): LineReading<SocketRecord> {
  // Wide columns glue "users:" to the peer address in iproute2 5, so the line is cut there first.
  const cut = text.indexOf('users:((');
  const [head, tail] = cut < 0 ? [text, text] : [text.slice(0, cut), text.slice(cut)];
  const fields = fieldsOf(head);
  const first = fields[0];
  if (first === undefined || HEADER.test(first) || OTHER_FAMILIES.test(first)) return null;
  const netid = first === 'tcp' || first === 'udp' ? first : null;
  const [state, , , local, peer] = netid === null ? fields : fields.slice(1);
  const known = SOCKET_STATES.find((name) => name === state);
  if (known === undefined) return { problem: 'not a line of ss' };
  const item = toRecord({
    netid,
    state: known,
    local,
    peer,
    tail: cut < 0 ? fields.join(' ') : tail,
    hasUsers: cut >= 0,
    line,
  });
  return item === null ? { problem: 'ss line with an address that cannot be read' } : { item };
}

interface SsParts {
  readonly netid: 'tcp' | 'udp' | null;
  readonly state: SocketState;
  readonly local: string | undefined;
  readonly peer: string | undefined;
  readonly tail: string;
  readonly hasUsers: boolean;
  readonly line: number;
}

function toRecord({ netid, state, local, peer, tail, hasUsers, line }: SsParts): SocketRecord | null {
  const from = endpoint(local);
  const to = endpoint(peer);
  if (from === null || from.port === null || to === null) return null;
  const v6 = from.address.includes(':');
  const extras = afterUsers(tail);
  return {
    proto: netid ?? (state === 'UNCONN' ? 'udp' : 'tcp'),
    family: v6 ? 'ipv6' : 'ipv4',
    dualStack: !v6 ? false : local?.startsWith('*') === true ? true : from.address === '::' ? false : null,
    state,
    localAddress: from.address,
    localInterface: from.zone,
    localPort: from.port,
    peerAddress: to.address,
    peerPort: to.port,
    processes: hasUsers ? socketProcesses(tail) : null,
    inode: integerOf(/ ino:(\d{1,15})/.exec(extras)?.[1]),
    uid: integerOf(/ uid:(\d{1,15})/.exec(extras)?.[1]) ?? (/ ino:\d/.test(extras) ? 0 : null),
    line,
  };
}

/** Options after the process list; names of processes must not pass for `uid:` or `ino:`. */
function afterUsers(tail: string): string {
  const end = tail.lastIndexOf('))');
  return end < 0 ? ` ${tail}` : ` ${tail.slice(end + 2)}`;
}

function endpoint(text: string | undefined): Endpoint | null {
  const colon = text?.lastIndexOf(':') ?? -1;
  if (text === undefined || colon < 0) return null;
  const portText = text.slice(colon + 1);
  const port = integerOf(portText);
  if ((port === null && portText !== '*') || (port ?? 0) > 65_535) return null;
  const host = text.slice(0, colon).replace(/[[\]]/g, '');
  const percent = host.indexOf('%');
  const address = percent < 0 ? host : host.slice(0, percent);
  if (!/^(?:\*|[0-9a-f:.]{2,45})$/i.test(address)) return null;
  return {
    address: address === '*' ? '::' : address.toLowerCase(),
    zone: percent < 0 ? null : host.slice(percent + 1),
    port,
  };
}

/**
 * Processes of `users:(("nginx",pid=1,fd=6),…)`. `ss` does not escape names, so a process may call itself
 * `x",pid=1,fd=3`; the longest name that fits the kernel's 15 bytes is taken, which undoes that trick.
 */
function socketProcesses(tail: string): SocketProcess[] {
  const processes: SocketProcess[] = [];
  const pattern = /\("(.{0,15})",pid=(\d{1,10}),fd=(\d{1,10})\)[,)]/y;
  pattern.lastIndex = 'users:('.length;
  for (let match = pattern.exec(tail); match !== null; match = pattern.exec(tail)) {
    processes.push({ name: match[1] ?? '', pid: Number(match[2]), fd: Number(match[3]) });
    if (match[0].endsWith('))')) break;
  }
  return processes;
}
