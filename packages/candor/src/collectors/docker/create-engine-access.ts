import { statusOf } from '../artifact.js';
import { errorCode } from '../env/error-code.js';
import type { ReadOnlyFs } from '../env/read-only-fs.js';
import { isAllowedPath } from './allow-list.js';
import type { EngineAccess, EngineAnswer, EngineCall, EngineContainers } from './engine-access.js';
import { findSocket, type SocketHints } from './find-socket.js';
import { httpGet } from './http-get.js';
import { readContainers } from './read-containers.js';

const DEFAULT_TIMEOUT_MS = 3000;
const DEFAULT_MAX_BYTES = 16 << 20;
const VERSION_MAX_BYTES = 1 << 20;

/** What engines 20.10 to 29 and Podman speak: 1.44 where the engine has it, its newest where it is older. */
const WANTED = '1.44';

/** The engine over its unix socket: found once, version agreed once, a deadline for each call. */
export function createEngineAccess(fs: ReadOnlyFs, hints: SocketHints): EngineAccess {
  const socket = once(() => findSocket(fs, hints));
  const prefix = once(async () => {
    const version = await send('/version', '', { maxBytes: VERSION_MAX_BYTES });
    if (version.status === 'ok') return `/v${agreedVersion(version.bytes)}`;
    if (version.status !== 'truncated') return version;
    return failure(version.api, 'its answer to /version does not end: this is no container engine');
  });

  async function send(path: string, base: string, call: EngineCall): Promise<EngineAnswer> {
    const api = `GET ${base}${path}`;
    const found = await socket();
    if (!found.found) return { ...failure(api, found.detail), status: found.status };
    try {
      const answer = await httpGet(found.path, base + path, {
        timeoutMs: call.timeoutMs ?? DEFAULT_TIMEOUT_MS,
        maxBytes: call.maxBytes ?? DEFAULT_MAX_BYTES,
      });
      return toAnswer(api, answer);
    } catch (error) {
      return { ...failure(api, `${found.path}: ${describe(error)}`), status: statusOf(error) };
    }
  }

  async function get(path: string, call: EngineCall = {}): Promise<EngineAnswer> {
    if (!isAllowedPath(path)) return failure(`GET ${path}`, 'not a reading endpoint of the allow-list');
    const base = await prefix();
    // A daemon that did not say its version within the deadline is not asked again and again.
    return typeof base === 'string' ? send(path, base, call) : { ...base, api: `GET ${path}` };
  }

  const containers: () => Promise<EngineContainers> = once(() => readContainers(get));
  return { get, containers };
}

function toAnswer(api: string, answer: { httpStatus: number; bytes: Buffer; truncated: boolean }): EngineAnswer {
  const { httpStatus, bytes, truncated } = answer;
  if (httpStatus === 200) return { status: truncated ? 'truncated' : 'ok', bytes, httpStatus, detail: null, api };
  const words = bytes.toString().replace(/\s+/g, ' ').slice(0, 200);
  const status = httpStatus === 403 || httpStatus === 401 ? 'denied' : httpStatus === 404 ? 'absent' : 'error';
  return { status, bytes: Buffer.alloc(0), httpStatus, detail: `the engine answered ${httpStatus}: ${words}`, api };
}

function failure(api: string, detail: string): EngineAnswer {
  return { status: 'error', bytes: Buffer.alloc(0), httpStatus: null, detail, api };
}

function describe(error: unknown): string {
  switch (errorCode(error)) {
    case 'EACCES':
      return 'permission denied; run with sudo to see the containers';
    case 'ECONNREFUSED':
      return 'nobody listens on the socket (is the daemon running?)';
    case 'ETIMEDOUT':
      return 'the daemon did not answer in time';
    default:
      return errorCode(error) ?? 'failed';
  }
}

function agreedVersion(bytes: Buffer): string {
  const text = bytes.toString();
  const newest = /"ApiVersion":\s?"(\d{1,3}\.\d{1,3})"/.exec(text)?.[1] ?? WANTED;
  const oldest = /"MinAPIVersion":\s?"(\d{1,3}\.\d{1,3})"/.exec(text)?.[1] ?? newest;
  if (minor(newest) < minor(WANTED)) return newest;
  return minor(oldest) > minor(WANTED) ? oldest : WANTED;
}

function minor(version: string): number {
  return Number(version.split('.')[1] ?? 0);
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
