import { connect } from 'node:net';
import { errorCode } from '../env/error-code.js';

/** What a TCP connect from here says of a port; null when there is no way to that address at all. */
export type PortResult = 'open' | 'closed' | 'filtered' | null;

/** Connects, sends nothing, and hangs up. No answer in time counts as filtered. */
export function tryPort(address: string, port: number, timeoutMs = 2000): Promise<PortResult> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const end = (result: PortResult) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(timeoutMs, () => end('filtered'));
    socket.once('connect', () => end('open'));
    socket.once('error', (error) => end(resultOf(errorCode(error))));
  });
}

function resultOf(code: string | null): PortResult {
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return 'closed';
  // No route of our own (a network without IPv6) says nothing about the host.
  if (code === 'ENETUNREACH' || code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return null;
  return 'filtered';
}
