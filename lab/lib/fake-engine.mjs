// An engine that misbehaves: `node fake-engine.mjs SOCKET MODE`. Modes: truncated, garbage, error, endless, slow, empty,
// silent, wrong-shape.

import { chmodSync } from 'node:fs';
import { createServer } from 'node:net';

const [socketPath = '', mode = ''] = process.argv.slice(2);
const head = (/** @type {number | string} */ status, /** @type {string} */ length) =>
  `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\n${length}Connection: close\r\n\r\n`;

/** @type {Record<string, (socket: import('node:net').Socket) => void>} */
const behaviours = {
  truncated: (socket) =>
    socket.end(`${head('200 OK', 'Content-Length: 4000\r\n')}[{"Id":"0123456789ab","Names":["/station-cms`),
  garbage: (socket) => socket.end(`${head('200 OK', '')}\u0000\u0001<html>not an engine</html>`),
  error: (socket) => socket.end(`${head('500 Internal Server Error', '')}{"message":"database is locked"}`),
  empty: (socket) => socket.end(`${head('200 OK', '')}[]`),
  'wrong-shape': (socket) => socket.end(`${head('200 OK', '')}{"Id":17,"Names":null,"State":[],"HostConfig":"x"}`),
  silent: () => {},
  slow: (socket) => {
    socket.write(head('200 OK', ''));
    const timer = setInterval(() => socket.write('['), 1000);
    socket.on('close', () => clearInterval(timer));
  },
  endless: (socket) => {
    socket.write(head('200 OK', ''));
    const more = () => {
      while (socket.write('"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",'.repeat(200)));
    };
    socket.on('drain', more);
    more();
  },
};

createServer((socket) => {
  socket.on('error', () => socket.destroy());
  socket.once('data', () => behaviours[mode]?.(socket));
}).listen(socketPath, () => {
  chmodSync(socketPath, 0o660);
  process.title = 'fake-engine ready';
});
