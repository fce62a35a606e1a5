// Visitors on the internet side of the lab's edge, each with an address of his own.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { addresses } from '../../../lab/lib/world.mjs';
import { visitor } from './requests.mjs';

const relay = fileURLToPath(new URL('relay.mjs', import.meta.url));
const site = 'cms.station.example';
/** What a browser sends along. */
const browser = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };

/** Addresses of visitors: 100.64.0.70 and on (RFC 6598). */
const addressOf = (/** @type {number} */ index) => `100.64.0.${70 + index}`;
const HOW_MANY = 24;

/** @param {Record<string, string | string[]>} raw */
function headersOf(raw) {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) for (const each of [value].flat()) headers.append(name, each);
  return headers;
}

/** Opens the visitors' side. @param {import('../../../lab/lib/reference.mjs').Reference} lab */
export async function openPeople(lab) {
  const { prober } = lab.world;
  const lines = Array.from({ length: HOW_MANY }, (_, index) => `addr add ${addressOf(index)}/32 dev eth0`);
  await prober.must(['ip', '-batch', '-'], { input: `${lines.join('\n')}\n` });
  const command = [...prober.enter, process.execPath, relay, addresses.edge.v4, `${lab.secrets}/ca/ca.pem`, site];
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...command], { stdio: ['pipe', 'pipe', 'inherit'] });
  /** @type {Map<number, (answer: any) => void>} */ const waiting = new Map();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line);
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  let last = 0;
  /** @param {string} from @returns {typeof fetch} */
  const sendFrom = (from) => async (url, init) => {
    const request = new Request(url, init);
    const body = Buffer.from(await request.arrayBuffer()).toString('base64');
    const { pathname, search } = new URL(request.url);
    last += 1;
    const id = last;
    const answered = new Promise((resolve) => waiting.set(id, resolve));
    const headers = { ...browser, ...Object.fromEntries(request.headers) };
    child.stdin.write(
      `${JSON.stringify({ id, from, method: request.method, path: pathname + search, headers, body })}\n`,
    );
    const answer = await answered;
    if (answer.error) throw new Error(`${request.method} ${pathname}: ${answer.error}`);
    const empty = [101, 204, 205, 304].includes(answer.status);
    const bytes = empty ? null : Buffer.from(answer.body, 'base64');
    return new Response(bytes, { status: answer.status, headers: headersOf(answer.headers) });
  };
  return {
    /** Somebody at an address. @param {number} index @param {{ token?: string, headers?: Record<string, string> }} [options] */
    at: (index, options = {}) =>
      visitor(`https://${site}`, { ...options, send: sendFrom(addressOf(index % HOW_MANY)) }),
    close: () => child.kill('SIGKILL'),
  };
}
/** @typedef {Awaited<ReturnType<typeof openPeople>>} People */
