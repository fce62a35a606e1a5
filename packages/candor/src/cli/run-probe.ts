import { existsSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { hostname } from 'node:os';
import { addressesOf, dangerousPorts, type PortLine, probePorts } from '../collectors/outside/probe-ports.js';
import { packBundle } from '../collectors/write-bundle.js';
import { CandorError, exitCodes } from '../core/errors.js';
import { version } from '../core/version.js';
import type { Terminal } from './terminal.js';

/** Options of `candor probe`. */
export interface ProbeOptions {
  readonly ports?: readonly number[];
  readonly output?: string;
  readonly from: string;
}

const USUAL_PORTS = [22, 80, 443, ...dangerousPorts];

/** Tries the ports of one host from here: lines on standard output, or a file (.ndjson, or a bundle as .tar.gz). */
export async function runProbe(host: string, options: ProbeOptions, terminal: Terminal): Promise<number> {
  if (!/^[A-Za-z0-9]([A-Za-z0-9.:_-]{0,253})$|^::/.test(host))
    throw new CandorError('USAGE', `${JSON.stringify(host.slice(0, 100))} is no host`, {
      hint: 'a name or an address',
    });
  if (options.output !== undefined && existsSync(options.output))
    throw new CandorError('USAGE', `${options.output} exists already`, { hint: 'name another file' });
  const addresses = await addressesOf(host).catch(() => []);
  if (addresses.length === 0)
    throw new CandorError('INPUT_INVALID', `${host} has no address`, { hint: 'check the name, or give the address' });
  const lines = await probePorts(addresses, options.ports ?? USUAL_PORTS, options.from);
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  if (options.output === undefined) terminal.stdout(text);
  else {
    const isBundle = /\.(?:tar\.gz|tgz)$/.test(options.output);
    const bytes = isBundle ? await bundleOf(host, lines, text, options.from, terminal.now()) : text;
    writeFileSync(options.output, bytes, { mode: 0o600, flag: 'wx' });
  }
  const open = lines.filter((line) => line.result === 'open').map((line) => line.port);
  terminal.stderr(
    `${host}: ${lines.length} ports tried from ${hostname()}, open: ${[...new Set(open)].join(', ') || 'none'}\n`,
  );
  return lines.length === 0 ? exitCodes.data : 0;
}

function bundleOf(host: string, lines: readonly PortLine[], text: string, from: string, now: Date): Promise<Buffer> {
  const artifact = {
    id: 'host.listen-probe',
    subject: `external:${from}`,
    order: 1,
    source: { api: `TCP connect ${[...new Set(lines.map((line) => line.to))].join(', ')}` },
    status: 'ok',
    detail: null,
    filtered: false,
    capturedAt: now,
    content: Buffer.from(text),
  } as const;
  return packBundle([artifact], {
    format: 'candor-evidence/1',
    capturedAt: now,
    collector: { name: 'candor', version, mode: 'manual' },
    host: { name: host, cpus: null, memoryBytes: null, timezone: null },
    window: { since: null },
    privileges: { uid: null },
  });
}

/** Answers every connection with the address it came from, so that a server can learn whether it gets out, and as whom. */
export function createAnswerer(log: (text: string) => void): Server {
  const server = createServer((socket) => {
    socket.setTimeout(3000, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    log(`${socket.remoteAddress ?? 'somebody'} port ${socket.remotePort ?? 0}\n`);
    socket.end(`${JSON.stringify({ candor: 'probe', from: socket.remoteAddress, port: socket.remotePort })}\n`);
    socket.resume();
  });
  server.maxConnections = 64;
  return server;
}

/** `candor probe --listen`: answers until it is interrupted. */
export function runAnswerer(port: number, terminal: Terminal): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createAnswerer(terminal.stdout);
    server.once('error', (error) =>
      reject(
        new CandorError('INPUT_INVALID', `cannot listen on ${port}: ${error.message}`, { hint: 'try --port 8765' }),
      ),
    );
    server.listen(port, () => terminal.stderr(`answering on port ${port}; end with Ctrl-C\n`));
    process.once('SIGINT', () => server.close(() => resolve(0)));
  });
}
