/** Tables of one network namespace by name. */
export type SocketTables = Readonly<Record<'tcp' | 'tcp6' | 'udp' | 'udp6', string>>;

/** Who holds a socket: comm, pid and descriptor by inode. */
export type SocketOwners = ReadonlyMap<string, readonly { comm: string; pid: number; fd: number }[]>;

/** States by their number in /proc/net/tcp (include/net/tcp_states.h), as ss(8) prints them. */
const STATES = [
  '',
  'ESTAB',
  'SYN-SENT',
  'SYN-RECV',
  'FIN-WAIT-1',
  'FIN-WAIT-2',
  'TIME-WAIT',
  'UNCONN',
  'CLOSE-WAIT',
  'LAST-ACK',
  'LISTEN',
  'CLOSING',
  'SYN-RECV',
];

interface Row {
  readonly proto: 'tcp' | 'udp';
  readonly state: string;
  readonly local: Endpoint;
  readonly peer: Endpoint;
  readonly receiveQueue: number;
  readonly sendQueue: number;
  readonly uid: string;
  readonly inode: string;
}

/** One end of a connection. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/**
 * Sockets of /proc/net in the lines of `ss -tuapenH`, connections included. An IPv6 wildcard also takes IPv4 unless
 * IPv4 has its own listener on the port or the kernel was told otherwise (`dualStack` false); ss prints that as `*`.
 */
export function socketLines(tables: SocketTables, owners: SocketOwners, dualStack: boolean): string[] {
  const rows = (['tcp', 'tcp6', 'udp', 'udp6'] as const).flatMap((name) =>
    tables[name]
      .split('\n')
      .slice(1)
      .flatMap((line) => readRow(line, name.startsWith('tcp') ? 'tcp' : 'udp')),
  );
  const v4Wildcards = new Set(
    rows.filter((row) => row.local.address === '0.0.0.0').map((row) => `${row.proto}${row.local.port}`),
  );
  return rows.map((row) => toLine(row, owners, dualStack && !v4Wildcards.has(`${row.proto}${row.local.port}`)));
}

/** A TCP connection of one network namespace. */
export interface Connection {
  readonly peer: Endpoint;
  readonly local: Endpoint;
  /** True when it was made from here: nothing here listens on its own port. */
  readonly outbound: boolean;
}

/** Connections of `/proc/net/tcp` and `tcp6` that are open or are being opened (proc(5)). */
export function tcpConnections(tables: Pick<SocketTables, 'tcp' | 'tcp6'>): Connection[] {
  const rows = [tables.tcp, tables.tcp6].flatMap((text) =>
    text
      .split('\n')
      .slice(1)
      .flatMap((line) => readRow(line, 'tcp')),
  );
  const listening = new Set(rows.filter((row) => row.state === 'LISTEN').map((row) => row.local.port));
  return rows
    .filter((row) => row.state === 'ESTAB' || row.state === 'SYN-SENT')
    .map(({ peer, local }) => ({ peer, local, outbound: !listening.has(local.port) }));
}

function readRow(line: string, proto: 'tcp' | 'udp'): Row[] {
  const fields = line.trim().split(/\s+/);
  const local = endpoint(fields[1] ?? '');
  const peer = endpoint(fields[2] ?? '');
  const state = STATES[Number.parseInt(fields[3] ?? '', 16)];
  if (local === null || peer === null || state === undefined) return [];
  const [sendQueue, receiveQueue] = (fields[4] ?? '0:0').split(':').map((text) => Number.parseInt(text, 16) || 0);
  return [
    {
      proto,
      state,
      local,
      peer,
      receiveQueue: receiveQueue ?? 0,
      sendQueue: sendQueue ?? 0,
      uid: fields[7] ?? '0',
      inode: fields[9] ?? '0',
    },
  ];
}

function toLine(row: Row, owners: SocketOwners, dual: boolean): string {
  const users = (owners.get(row.inode) ?? []).map(({ comm, pid, fd }) => `("${comm}",pid=${pid},fd=${fd})`);
  const process = users.length === 0 ? '' : ` users:(${users.join(',')})`;
  const wildcardPeer = row.peer.port === 0;
  const local = printed(row.local.address, dual && (row.state === 'LISTEN' || row.state === 'UNCONN'));
  const peer = printed(row.peer.address, dual && wildcardPeer && local === '*');
  const peerPort = wildcardPeer ? '*' : String(row.peer.port);
  return `${row.proto} ${row.state} ${row.receiveQueue} ${row.sendQueue} ${local}:${row.local.port} ${peer}:${peerPort}${process} uid:${row.uid} ino:${row.inode}`;
}

function printed(address: string, dual: boolean): string {
  if (address === '::' && dual) return '*';
  return address.includes(':') ? `[${address}]` : address;
}

/** `0100007F:0BB8`: the address in words of the machine's byte order (little-endian here), the port plain. */
function endpoint(text: string): Endpoint | null {
  const match = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  const bytes = (match[1].match(/.{8}/g) ?? []).flatMap((word) => [...Buffer.from(word, 'hex')].reverse());
  const port = Number.parseInt(match[2], 16);
  return { address: bytes.length === 4 ? bytes.join('.') : shortIpv6(bytes), port };
}

/** The shortest spelling (RFC 5952); mapped IPv4 addresses with dots. */
function shortIpv6(bytes: readonly number[]): string {
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (mapped) return `::ffff:${bytes.slice(12).join('.')}`;
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[i * 2] ?? 0) << 8) | (bytes[i * 2 + 1] ?? 0)).toString(16),
  );
  const runs = [...groups.join(':').matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].sort((a, b) => b[0].length - a[0].length);
  const longest = runs[0];
  if (longest === undefined) return groups.join(':');
  const whole = groups.join(':');
  const before = whole.slice(0, longest.index);
  const after = whole.slice(longest.index + longest[0].length).replace(/^:/, '');
  return `${before}::${after}`;
}
