import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressesOf, isLoopback, probePorts } from './probe-ports.js';

const open = createServer((socket) => socket.destroy());
let port = 0;
let closed = 0;

beforeAll(async () => {
  const listening = (server: typeof open) =>
    new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  port = await listening(open);
  const gone = createServer();
  closed = await listening(gone);
  gone.close();
});

afterAll(() => {
  open.close();
});

describe('probePorts', () => {
  it('tells open from closed, once a port', async () => {
    expect(await probePorts(['127.0.0.1'], [port, closed, port, 0, 70_000], 'here')).toEqual([
      { from: 'here', to: '127.0.0.1', port, family: 'ipv4', result: 'open' },
      { from: 'here', to: '127.0.0.1', port: closed, family: 'ipv4', result: 'closed' },
    ]);
  });

  it('tries a hundred ports at most', async () => {
    const many = Array.from({ length: 300 }, (_, index) => index + 1);
    expect((await probePorts(['127.0.0.1'], many, 'here')).length).toBeLessThanOrEqual(100);
  });
});

describe('addressesOf', () => {
  it('leaves an address as it is', async () => {
    expect(await addressesOf('203.0.113.7')).toEqual(['203.0.113.7']);
    expect(await addressesOf('2001:db8::1')).toEqual(['2001:db8::1']);
  });
});

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1', '0.0.0.0', '::'])('%s is', (address) => {
    expect(isLoopback(address)).toBe(true);
  });
  it.each(['10.0.0.1', '203.0.113.7', '2001:db8::1', '::ffff:10.0.0.1'])('%s is not', (address) => {
    expect(isLoopback(address)).toBe(false);
  });
});
