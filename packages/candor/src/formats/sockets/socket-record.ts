/** TCP states as `ss(8)` spells them; `UNCONN` is also the state of a bound UDP socket. */
export const SOCKET_STATES = [
  'LISTEN',
  'UNCONN',
  'ESTAB',
  'SYN-SENT',
  'SYN-RECV',
  'FIN-WAIT-1',
  'FIN-WAIT-2',
  'TIME-WAIT',
  'CLOSE-WAIT',
  'LAST-ACK',
  'CLOSING',
] as const;

/** One of the states of `ss(8)`. */
export type SocketState = (typeof SOCKET_STATES)[number];

/** A process that holds a socket, as `ss -p` prints it. `name` is the kernel's comm: at most 15 bytes, freely chosen. */
export interface SocketProcess {
  readonly name: string;
  readonly pid: number;
  readonly fd: number;
}

/** One socket of `ss(8)` or `/proc/net/{tcp,tcp6,udp,udp6}`. Addresses have no brackets and no zone. */
export interface SocketRecord {
  readonly proto: 'tcp' | 'udp';
  readonly family: 'ipv4' | 'ipv6';
  /** True when an IPv6 socket takes IPv4 too (`ss` prints `*`); null when the source does not tell. */
  readonly dualStack: boolean | null;
  readonly state: SocketState;
  readonly localAddress: string;
  /** Zone of the local address (`127.0.0.53%lo`), else null. */
  readonly localInterface: string | null;
  readonly localPort: number;
  readonly peerAddress: string;
  /** Null for `*`, any port. */
  readonly peerPort: number | null;
  /** Null when the source has no process column or the reader had no right to see it. */
  readonly processes: readonly SocketProcess[] | null;
  readonly inode: number | null;
  readonly uid: number | null;
  readonly line: number;
}
