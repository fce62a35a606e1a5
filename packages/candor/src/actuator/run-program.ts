import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';

/** Outcome of a program; never a rejection. */
export interface ProgramResult {
  /** Null when it was ended by a signal or the deadline. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly notFound: boolean;
}

/** Starts a program by name with arguments and input; no shell. */
export type RunProgram = (command: readonly string[], input?: string) => Promise<ProgramResult>;

/** Fixed search path: never the caller's, which may be written by somebody else. */
const searchPath = ['/usr/local/sbin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** A table with 100,000 elements has 12 MB of JSON. */
const maxBytes = 256 << 20;

/** Where a program is in the system's folders; null = it is not installed. */
export function findProgram(name: string): string | null {
  const places = name.startsWith('/') ? [name] : searchPath.map((folder) => `${folder}/${name}`);
  return places.find(isExecutable) ?? null;
}

/** Runs a program to its end or to the deadline, with a clean environment. */
export function createProgramRunner(timeoutMs = 30_000): RunProgram {
  return (command, input = '') => {
    const program = findProgram(command[0] ?? '');
    if (program === null) return Promise.resolve({ exitCode: null, stdout: '', stderr: '', notFound: true });
    return new Promise((resolve) => {
      const child = spawn(program, command.slice(1), {
        env: { PATH: searchPath.join(':'), LC_ALL: 'C', TZ: 'UTC' },
        cwd: '/',
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
      });
      const out = gather(child.stdout, () => child.kill('SIGKILL'));
      const err = gather(child.stderr, () => child.kill('SIGKILL'));
      // EPIPE: a program that ends without reading its input; its exit code tells the story.
      child.stdin.on('error', () => {});
      child.stdin.end(input);
      child.once('error', (error) => resolve({ exitCode: null, stdout: '', stderr: error.message, notFound: false }));
      child.once('close', (exitCode) => resolve({ exitCode, stdout: out(), stderr: err(), notFound: false }));
    });
  };
}

function gather(stream: NodeJS.ReadableStream, tooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let total = 0;
  stream.on('data', (chunk: Buffer) => {
    total += chunk.length;
    if (total > maxBytes) tooMuch();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // not there, or not ours to run
  }
}
