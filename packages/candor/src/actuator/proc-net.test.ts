import { describe, expect, it } from 'vitest';
import { ipv4Routes, ipv6Routes, localIpv4, localIpv6, tcpRows } from './proc-net.js';

// Linux 6.1, shortened.
const trie = `Local:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
     +-- 127.0.0.0/8 2 0 2
        |-- 127.0.0.1
           /32 host LOCAL
     |-- 203.0.113.10
        /32 host LOCAL
     |-- 203.0.113.255
        /32 link BROADCAST
`;

describe('proc-net', () => {
  it('reads own IPv4 addresses', () => expect(localIpv4(trie)).toEqual(['127.0.0.1', '203.0.113.10']));
  it('reads own IPv6 addresses', () =>
    expect(localIpv6('20010db8000000000000000000000010 02 40 00 80     eth0\nrubbish\n')).toEqual(['2001:db8::10']));
  it('reads gateways and networks', () => {
    const text =
      'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\neth0\t00000000\t017100CB\t0003\t0\t0\t0\t00000000\t0\t0\t0\ndocker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n';
    expect(ipv4Routes(text)).toEqual([
      { device: 'eth0', network: '0.0.0.0/0', gateway: '203.0.113.1' },
      { device: 'docker0', network: '172.17.0.0/16', gateway: null },
    ]);
  });
  it('reads IPv6 routes', () => {
    const row =
      '00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003     eth0';
    expect(ipv6Routes(row)).toEqual([{ device: 'eth0', network: '::/0', gateway: 'fe80::1' }]);
  });
  it('reads peers of both families, mapped ones as IPv4', () => {
    const rows = tcpRows(
      [
        '   0: 0A7100CB:0016 2C6433C6:C350 01 00000000:00000000 00:00000000 00000000     0        0 77 1',
        '   1: 0000000000000000FFFF00000A7100CB:0016 0000000000000000FFFF00002C6433C6:C351 01 00000000:00000000 00:00000000 00000000     0        0 78 1',
        '   2: B80D0120000000000000000010000000:01BB B80D0120000000000000000044000000:C351 0A 00000000:00000000 00:00000000 00000000     0        0 79 1',
        'rubbish',
      ].join('\n'),
    );
    expect(rows).toEqual([
      { localPort: 22, peer: '198.51.100.44', state: 1, inode: '77' },
      { localPort: 22, peer: '198.51.100.44', state: 1, inode: '78' },
      { localPort: 443, peer: '2001:db8::44', state: 10, inode: '79' },
    ]);
  });
});
