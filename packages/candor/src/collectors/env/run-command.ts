import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';

/** Outcome of a command; never a rejection. */
export interface RunResult {
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly timedOut: boolean;
  readonly notFound: boolean;
  /** True when output beyond `maxBytes` was cut. */
  readonly truncated: boolean;
}

/** Bounds of one command. */
export interface RunOptions {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** Starts commands; `started` counts the child processes so far. */
export interface Runner {
  (command: readonly string[], options: RunOptions): Promise<RunResult>;
  readonly started: number;
}

/** At most this many child processes in one collection (issue: the collector forks almost nothing). */
export const childProcessLimit = 15;

/** Fixed search path: never the caller's, which may be written by somebody else. */
const SEARCH_PATH = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];

const NOTHING = { exitCode: null, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) } as const;

/** A runner that stops at {@link childProcessLimit}, with a clean environment and no shell. */
export function createRunner(signal: AbortSignal, limit = childProcessLimit): Runner {
  let started = 0;
  const run = async (command: readonly string[], options: RunOptions): Promise<RunResult> => {
    const program = await findProgram(command[0] ?? '');
    if (program === null) return { ...NOTHING, timedOut: false, notFound: true, truncated: false };
    if (started >= limit) {
      return {
        ...NOTHING,
        stderr: Buffer.from('no child process left'),
        timedOut: false,
        notFound: false,
        truncated: false,
      };
    }
    started += 1;
    return execute(program, command.slice(1), options, signal);
  };
  return Object.defineProperty(run, 'started', { get: () => started }) as Runner;
}

async function findProgram(name: string): Promise<string | null> {
  for (const path of name.startsWith('/') ? [name] : SEARCH_PATH.map((folder) => `${folder}/${name}`)) {
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return null;
}

function execute(
  program: string,
  args: readonly string[],
  options: RunOptions,
  signal: AbortSignal,
): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: SEARCH_PATH.join(':'), LC_ALL: 'C', TZ: 'UTC' },
      cwd: '/',
      detached: true,
    });
    const out = boundedSink(options.maxBytes);
    const err = boundedSink(Math.min(options.maxBytes, 1 << 20));
    let timedOut = false;
    let settled = false;
    // The whole group is ended: a grandchild that keeps the pipe open must not keep the collector waiting.
    const end = () => killGroup(child.pid);
    const timer = setTimeout(() => {
      timedOut = true;
      end();
      finish(null);
    }, options.timeoutMs);
    const finish = (exitCode: number | null) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({
        exitCode,
        stdout: out.bytes(),
        stderr: err.bytes(),
        timedOut,
        notFound: false,
        truncated: out.isFull(),
      });
    };
    signal.addEventListener('abort', end, { once: true });
    child.stdout.on('data', (chunk: Buffer) => out.add(chunk) || end());
    child.stderr.on('data', (chunk: Buffer) => err.add(chunk));
    child.once('error', () => finish(null));
    child.once('close', (code) => finish(code));
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // ESRCH: it ended by itself in the meantime.
  }
}

function boundedSink(maxBytes: number) {
  const chunks: Buffer[] = [];
  let total = 0;
  return {
    /** False when the sink is full. */
    add(chunk: Buffer): boolean {
      if (total <= maxBytes) chunks.push(chunk);
      total += chunk.length;
      return total <= maxBytes;
    },
    bytes: () => Buffer.concat(chunks).subarray(0, maxBytes),
    isFull: () => total > maxBytes,
  };
}
