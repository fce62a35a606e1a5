import { isSingle, parseRange } from '../block/ip-range.js';
import type { RunProgram } from './run-program.js';

/** More than this many peers are left to the packet filter alone. */
const maxPeers = 50;

/**
 * Ends sockets that peers hold, on the host and inside containers (ss(8) -K; needs CONFIG_INET_DIAG_DESTROY). The rules
 * refuse every further packet anyway; this lets a server notice at once. Connection tracking is left alone: an entry
 * that is deleted comes back from the middle of the stream with its direction turned round.
 * Returns the number of sockets that were ended.
 */
export async function endConnections(
  addresses: readonly string[],
  containerPids: readonly number[],
  run: RunProgram,
): Promise<number> {
  const peers = addresses.filter((address) => parseRange(address) !== null).slice(0, maxPeers);
  if (peers.length === 0) return 0;
  const filter = peers.flatMap((peer, at) => [...(at === 0 ? [] : ['or']), 'dst', peerOf(peer)]);
  const kill = ['ss', '-H', '-n', '-K', '-t', ...filter];
  const places = [kill, ...containerPids.map((pid) => ['nsenter', `--net=/proc/${pid}/ns/net`, '--', ...kill])];
  const results = await Promise.all(places.map((command) => run(command)));
  return results.reduce(
    (sum, { stdout }) => sum + stdout.split('\n').filter((line) => /^\S+ +\S/.test(line)).length,
    0,
  );
}

function peerOf(address: string): string {
  const range = parseRange(address);
  return range?.family === 6
    ? `[${address.split('/')[0]}]${range && isSingle(range) ? '' : `/${address.split('/')[1]}`}`
    : address;
}
