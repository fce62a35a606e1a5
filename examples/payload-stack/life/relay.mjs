// node relay.mjs EDGE AUTHORITY NAME : a browser's network on another machine. Runs in the namespace of the visitors; takes
// one request a line (JSON: id, from, method, path, headers, body in base64), answers one line each. Ends with its input.
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { createInterface } from 'node:readline';

const [host, authority, servername] = process.argv.slice(2);
const agent = new https.Agent({ ca: readFileSync(authority), keepAlive: false });

/** @param {{ id: number, from: string, method: string, path: string, headers: Record<string, string>, body: string }} asked */
function relay({ id, from, method, path, headers, body }) {
  const answer = (/** @type {object} */ fields) => process.stdout.write(`${JSON.stringify({ id, ...fields })}\n`);
  const options = { host, servername, agent, method, path, localAddress: from, timeout: 20_000 };
  const request = https.request({ ...options, headers: { ...headers, host: servername } }, (response) => {
    /** @type {Buffer[]} */ const chunks = [];
    response.on('data', (chunk) => chunks.push(chunk));
    response.on('end', () =>
      answer({
        status: response.statusCode,
        headers: response.headers,
        body: Buffer.concat(chunks).toString('base64'),
      }),
    );
  });
  request.on('timeout', () => request.destroy(new Error('timeout')));
  request.on('error', (error) => answer({ error: error.message }));
  request.end(Buffer.from(body, 'base64'));
}

createInterface({ input: process.stdin }).on('line', (line) => relay(JSON.parse(line)));
