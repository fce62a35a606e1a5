import { chmodSync, mkdirSync, unlinkSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { lineLimitBytes } from '../block/actuator-request.js';
import { CandorError } from '../core/errors.js';
import type { Blocker } from './blocker.js';
import { handleRequest, type Log } from './handle-request.js';

/** Where the actuator listens. */
export const actuatorSocket = '/run/candor/actuator.sock';

/** More callers wait in the kernel's queue. */
const maxConnections = 16;

/** A caller that says nothing for so long is let go. */
const idleMs = 30_000;

/** What a server needs. */
export interface ActuatorParts {
  readonly blocker: Blocker;
  readonly log: Log;
}

/**
 * Listens on a Unix socket: one JSON request a line, one answer a line, one request at a time. Who may ask is decided by
 * the kernel at connect(2): the socket is 0660, and belongs to root and to the group of the service (unix(7); Node has no
 * SO_PEERCRED). Rejects when another actuator answers there.
 */
export async function serveActuator(path: string, parts: ActuatorParts): Promise<Server> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o750 });
  await removeStale(path);
  let last: Promise<unknown> = Promise.resolve();
  const server = createServer((socket) =>
    converse(socket, (line) => {
      const answer = last.then(() => handleRequest(line, parts.blocker, parts.log));
      last = answer.catch(() => null); // its own caller hears of it below
      return answer;
    }),
  );
  server.maxConnections = maxConnections;
  const before = process.umask(0o117);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
  } finally {
    process.umask(before);
  }
  chmodSync(path, 0o660);
  return server;
}

function converse(socket: Socket, answer: (line: string) => Promise<unknown>): void {
  let pending = '';
  let queue: Promise<void> = Promise.resolve();
  socket.setTimeout(idleMs, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    pending += chunk;
    const lines = pending.split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) {
      queue = queue.then(async () => {
        const said = await answer(line).catch((error: unknown) => ({
          ok: false,
          error: `failed: ${String(error).slice(0, 200)}`,
        }));
        if (!socket.destroyed) socket.write(`${JSON.stringify(said)}\n`);
      });
    }
    if (pending.length > lineLimitBytes || lines.length > 100) socket.destroy();
  });
}

/** A socket that nobody answers on was left by a killed actuator. */
function removeStale(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createConnection(path);
    probe.once('connect', () => {
      probe.destroy();
      reject(
        new CandorError('FIREWALL_FAILED', `an actuator answers on ${path} already`, {
          hint: 'systemctl status candor-actuator',
        }),
      );
    });
    probe.once('error', (error) => {
      if ('code' in error && error.code === 'ECONNREFUSED') unlinkSync(path);
      resolve();
    });
  });
}
