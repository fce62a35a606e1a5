import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSockets } from '../../formats/sockets/read-sockets.js';
import { socketLines } from './socket-lines.js';

const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const row = (local: string, peer: string, state: string, inode = 42) =>
  `   0: ${local} ${peer} ${state} 00000001:00000002 00:00000000 00000000  1000        0 ${inode} 1 0000 100\n`;
const tables = (change: Partial<Record<'tcp' | 'tcp6' | 'udp' | 'udp6', string>>) => ({
  tcp: '',
  tcp6: '',
  udp: '',
  udp6: '',
  ...change,
});
const none = new Map();
const any6 = '00000000000000000000000000000000';

describe('socketLines', () => {
  it.each([
    [
      'a listener on loopback',
      tables({ tcp: head + row('0100007F:0BB8', '00000000:0000', '0A') }),
      'tcp LISTEN 2 1 127.0.0.1:3000 0.0.0.0:* uid:1000 ino:42',
    ],
    [
      'a connection',
      tables({ tcp: head + row('0100007F:0BB8', '6D735133:01BB', '01') }),
      'tcp ESTAB 2 1 127.0.0.1:3000 51.81.115.109:443 uid:1000 ino:42',
    ],
    [
      'a dual-stack listener',
      tables({ tcp6: head + row(`${any6}:01BB`, `${any6}:0000`, '0A') }),
      'tcp LISTEN 2 1 *:443 *:* uid:1000 ino:42',
    ],
    [
      'loopback of IPv6',
      tables({ udp6: head + row('00000000000000000000000001000000:0035', `${any6}:0000`, '07') }),
      'udp UNCONN 2 1 [::1]:53 [::]:* uid:1000 ino:42',
    ],
    [
      'a mapped address',
      tables({ tcp6: head + row('0000000000000000FFFF00000100007F:0BB8', `${any6}:0000`, '0A') }),
      'tcp LISTEN 2 1 [::ffff:127.0.0.1]:3000 [::]:* uid:1000 ino:42',
    ],
    [
      'an address with the longest run cut',
      tables({ tcp6: head + row('B80D0120000000000000000001000000:0016', `${any6}:0000`, '0A') }),
      'tcp LISTEN 2 1 [2001:db8::1]:22 [::]:* uid:1000 ino:42',
    ],
  ])('prints %s as ss does', (_, given, line) => {
    expect(socketLines(given, none, true)).toEqual([line]);
  });

  it('does not call an IPv6 wildcard dual when IPv4 has its own listener or the kernel forbids it', () => {
    const both = tables({
      tcp: head + row('00000000:0050', '00000000:0000', '0A'),
      tcp6: head + row(`${any6}:0050`, `${any6}:0000`, '0A'),
    });
    expect(socketLines(both, none, true)[1]).toContain('[::]:80');
    expect(socketLines(tables({ tcp6: both.tcp6 }), none, false)[0]).toContain('[::]:80');
  });

  it('names the processes, and the reader of ss output understands all of it', () => {
    const owners = new Map([['42', [{ comm: 'x",pid=1,fd=3', pid: 9, fd: 4 }]]]);
    const lines = socketLines(tables({ tcp: head + row('00000000:0050', '00000000:0000', '0A') }), owners, true);
    const read = readSockets(`${lines.join('\n')}\n`);
    expect(read.ok && read.value).toMatchObject([
      {
        proto: 'tcp',
        state: 'LISTEN',
        localAddress: '0.0.0.0',
        localPort: 80,
        inode: 42,
        uid: 1000,
        processes: [{ pid: 9, fd: 4 }],
      },
    ]);
  });

  it('survives anything in the tables', () => {
    fc.assert(
      fc.property(fc.string(), (text) =>
        Array.isArray(socketLines(tables({ tcp: `h\n${text}`, udp6: text }), none, true)),
      ),
    );
  });
});
