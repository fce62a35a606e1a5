// Looks from outside: `node probe.mjs VANTAGE ADDRESS PORT…` prints one line a port in the format of `host.listen-probe`
// (evidence.md): open, closed (refused) or filtered (no answer within a second).
import net from 'node:net';

const [from = '', to = '', ...ports] = process.argv.slice(2);
const WAIT_MS = 1000;

/** @param {number} port @returns {Promise<'open' | 'closed' | 'filtered'>} */
function knock(port) {
  return new Promise((resolve) => {
    const socket = net.connect({ host: to, port });
    /** @param {'open' | 'closed' | 'filtered'} result */
    const end = (result) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(WAIT_MS, () => end('filtered'));
    socket.on('connect', () => end('open'));
    socket.on('error', (error) => end('code' in error && error.code === 'ECONNREFUSED' ? 'closed' : 'filtered'));
  });
}

const family = net.isIPv6(to) ? 6 : 4;
const results = await Promise.all(
  ports.map(async (port) => ({ from, to, port: Number(port), family, result: await knock(Number(port)) })),
);
for (const line of results) console.log(JSON.stringify(line));
