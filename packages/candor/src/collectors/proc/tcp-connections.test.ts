import { describe, expect, it } from 'vitest';
import { tcpConnections } from './socket-lines.js';

const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const row = (local: string, peer: string, state: string) =>
  `   0: ${local} ${peer} ${state} 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0\n`;

describe('tcpConnections', () => {
  it('tells what was made from here from what came in', () => {
    const tcp = `${head}${row('00000000:0BB8', '00000000:0000', '0A')}${row('0A0011AC:0BB8', '0100007F:C350', '01')}${row('0A0011AC:C351', '097100CB:0D05', '01')}${row('0A0011AC:C352', '097100CB:0D05', '06')}`;
    expect(
      tcpConnections({ tcp, tcp6: head }).map(({ peer, outbound }) => [peer.address, peer.port, outbound]),
    ).toEqual([
      ['127.0.0.1', 50000, false],
      ['203.0.113.9', 3333, true],
    ]);
  });

  it.each(['', 'x', `${head}garbage\n`, `${head}   0: ZZ:1 00:2 01\n`])('makes nothing of %j', (tcp) => {
    expect(tcpConnections({ tcp, tcp6: tcp })).toEqual([]);
  });
});
