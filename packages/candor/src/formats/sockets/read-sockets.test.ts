import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSockets } from './read-sockets.js';
import type { SocketRecord } from './socket-record.js';

function sockets(text: string): SocketRecord[] {
  const reading = readSockets(text);
  if (!reading.ok) throw new Error(reading.reason);
  return reading.value;
}

const brief = (record: SocketRecord) =>
  `${record.proto} ${record.family} ${record.state} ${record.localAddress}:${record.localPort} ${record.peerAddress}:${record.peerPort}`;

describe('ss', () => {
  it('reads -tulpenH with owner, zone and several processes', () => {
    const text = [
      'udp   UNCONN 0      0      127.0.0.53%lo:53        0.0.0.0:*    users:(("systemd-resolve",pid=600,fd=13)) uid:101 ino:20000 sk:1 cgroup:/x <->',
      'tcp   LISTEN 0      511                *:80              *:*    users:(("nginx",pid=11,fd=6),("nginx",pid=12,fd=6)) ino:30 sk:2 v6only:0 <->',
      'tcp   LISTEN 0      128             [::]:22           [::]:*    users:(("sshd",pid=8,fd=4)) ino:31 sk:3 v6only:1 <->',
    ].join('\n');
    expect(sockets(text)).toEqual([
      {
        proto: 'udp',
        family: 'ipv4',
        dualStack: false,
        state: 'UNCONN',
        localAddress: '127.0.0.53',
        localInterface: 'lo',
        localPort: 53,
        peerAddress: '0.0.0.0',
        peerPort: null,
        processes: [{ name: 'systemd-resolve', pid: 600, fd: 13 }],
        inode: 20000,
        uid: 101,
        line: 1,
      },
      expect.objectContaining({
        localAddress: '::',
        dualStack: true,
        uid: 0,
        processes: [
          { name: 'nginx', pid: 11, fd: 6 },
          { name: 'nginx', pid: 12, fd: 6 },
        ],
      }),
      expect.objectContaining({ localAddress: '::', dualStack: false, line: 3 }),
    ]);
  });

  it('reads -tanp without a Netid column', () => {
    const text = [
      'State   Recv-Q  Send-Q  Local Address:Port  Peer Address:Port  Process',
      'LISTEN  0       128     0.0.0.0:22          0.0.0.0:*          users:(("sshd",pid=812,fd=3))',
      'ESTAB   0       36      203.0.113.44:22     198.51.100.7:51234 users:(("sshd",pid=900,fd=4))',
      'SYN-SENT 0      1       172.18.0.3:49152    51.81.104.115:80',
      'ESTAB 0 0 [::ffff:10.0.0.1]:443 [2001:db8::1]:5000users:(("nginx",pid=5,fd=9))',
    ].join('\n');
    expect(sockets(text).map(brief)).toEqual([
      'tcp ipv4 LISTEN 0.0.0.0:22 0.0.0.0:null',
      'tcp ipv4 ESTAB 203.0.113.44:22 198.51.100.7:51234',
      'tcp ipv4 SYN-SENT 172.18.0.3:49152 51.81.104.115:80',
      'tcp ipv6 ESTAB ::ffff:10.0.0.1:443 2001:db8::1:5000',
    ]);
    expect(sockets(text).map(({ processes, uid }) => [processes?.length ?? null, uid])).toEqual([
      [1, null],
      [1, null],
      [null, null],
      [1, null],
    ]);
  });

  it('is not fooled by the name of a process', () => {
    const row = (name: string) => `tcp LISTEN 0 1 0.0.0.0:1 0.0.0.0:* users:(("${name}",pid=99,fd=4)) uid:7 ino:5 sk:1`;
    for (const name of ['a",pid=1,fd=3', '",pid=1,fd=1)', 'a uid:0 ino:9', 'tmux: server', 'x))']) {
      const [record] = sockets(row(name));
      expect(record).toMatchObject({ processes: [{ name, pid: 99, fd: 4 }], uid: 7, inode: 5 });
    }
  });

  it('keeps the good lines beside a bad one', () => {
    const reading = readSockets(
      'tcp LISTEN 0 1 0.0.0.0:99999 0.0.0.0:*\ntcp LISTEN 0 1 0.0.0.0:80 0.0.0.0:*\nnl UNCONN 0 0 a b',
    );
    expect(reading).toMatchObject({ ok: true, value: [{ localPort: 80, line: 2 }], warnings: [{ line: 1 }] });
  });

  it.each(['hello', 'LISTEN', 'tcp LISTEN 0 0 x y', '{}'])('refuses %j', (text) => {
    expect(readSockets(text)).toMatchObject({ ok: false, line: 1 });
  });

  it('takes an empty listing as nothing listening', () => {
    expect(readSockets('')).toEqual({ ok: true, value: [], warnings: [] });
  });
});

describe('/proc/net', () => {
  const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
  const text = [
    '==> /proc/net/tcp <==',
    head,
    '   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2214001 1 0 100 0 0 10 0',
    '   1: 030012AC:C000 736851 33:0050 02 broken',
    '   2: 030012AC:C000 73685133:0050 02 00000001:00000000 01:00000064 00000003  1000        0 77 2 0 800 0 0 1 7',
    '',
    '==> /proc/net/tcp6 <==',
    head,
    '   0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 5 1',
    '   1: 0000000000000000FFFF00000100007F:0050 B80D0120000000000000000001000000:1388 01 0:0 00:0 0 33 0 6 1',
    '==> /proc/net/udp <==',
    `${head} ref pointer drops             `,
    '  10: 3500007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000   101        0 20000 2 0 0',
  ].join('\n');

  it('reads little-endian addresses and the protocol from the headers', () => {
    expect(sockets(text).map(brief)).toEqual([
      'tcp ipv4 LISTEN 127.0.0.1:3000 0.0.0.0:null',
      'tcp ipv4 SYN-SENT 172.18.0.3:49152 51.81.104.115:80',
      'tcp ipv6 LISTEN :::80 :::null',
      'tcp ipv6 ESTAB ::ffff:127.0.0.1:80 2001:db8::1:5000',
      'udp ipv4 UNCONN 127.0.0.53:53 0.0.0.0:null',
    ]);
    expect(sockets(text)[0]).toMatchObject({ inode: 2214001, uid: 0, line: 3, processes: null, dualStack: false });
    expect(readSockets(text)).toMatchObject({ warnings: [{ line: 4 }] });
  });
});

describe('any text', () => {
  it.each(['2025-12-12T1800', '2025-12-13T0838-as-looked-at'])('reads the bundle %s without a warning', (bundle) => {
    const file = new URL(`../../../../../test/bundles/${bundle}/artifacts/06-host-sockets.txt`, import.meta.url);
    const reading = readSockets(readFileSync(file, 'utf8'));
    expect(reading).toMatchObject({ ok: true, warnings: [] });
    expect(reading.ok && reading.value[0]).toMatchObject({
      localAddress: '127.0.0.1',
      localPort: 3000,
      inode: 2214001,
    });
  });

  it('never throws', () => {
    const word = fc.constantFrom(
      'tcp',
      'udp',
      'LISTEN',
      '0',
      '*:80',
      '[::]:22',
      'users:((',
      '"a",pid=1',
      '))',
      '0: 0100007F:0050',
      '\n',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word).map((words) => words.join(' ')),
        ),
        (text) => {
          readSockets(text);
        },
      ),
    );
  });

  it('takes linear time for one hostile line', () => {
    const started = performance.now();
    readSockets(`tcp LISTEN 0 0 1.1.1.1:1 0.0.0.0:* users:((${'"a",pid=1,fd=2),('.repeat(50_000)}`);
    readSockets(`0: ${' '.repeat(900_000)}x`);
    readSockets(`sl local_address ${' '.repeat(900_000)}x`);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
