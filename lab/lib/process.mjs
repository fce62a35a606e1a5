// Child processes of the lab: run to the end, or start and hold.
import { spawn } from 'node:child_process';

/** @typedef {{ code: number | null, signal: string | null, stdout: string, stderr: string, durationMs: number }} Outcome */
/** @typedef {{ input?: string | Buffer, env?: NodeJS.ProcessEnv, cwd?: string, timeoutMs?: number, uid?: number, gid?: number }} RunOptions */

/**
 * Runs one command to its end; never throws for an exit code. Past `timeoutMs` (default 60 s) the child is killed
 * and `signal` says so.
 * @param {readonly string[]} command
 * @param {RunOptions} [options]
 * @returns {Promise<Outcome>}
 */
export function run(command, options = {}) {
  const [file = '', ...args] = command;
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      env: options.env ?? process.env,
      cwd: options.cwd,
      uid: options.uid,
      gid: options.gid,
      timeout: options.timeoutMs ?? 60_000,
      killSignal: 'SIGKILL',
    });
    /** @type {Buffer[]} */ const out = [];
    /** @type {Buffer[]} */ const err = [];
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.stderr.on('data', (chunk) => err.push(chunk));
    child.on('error', reject);
    // A child that exits without reading its input closes the pipe: its exit code tells the story.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input);
    child.on('close', (code, signal) => {
      resolve({
        code,
        signal,
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8'),
        durationMs: performance.now() - started,
      });
    });
  });
}

/**
 * Like {@link run}, for commands that must succeed: throws with the command and its last words otherwise.
 * @param {readonly string[]} command
 * @param {RunOptions} [options]
 * @returns {Promise<string>} standard output
 */
export async function must(command, options) {
  const outcome = await run(command, options);
  if (outcome.code === 0) return outcome.stdout;
  const words = (outcome.stderr || outcome.stdout).trim().split('\n').slice(-6).join('\n');
  throw new Error(`${command.join(' ').slice(0, 300)}: ${outcome.signal ?? `exit ${outcome.code}`}\n${words}`);
}

/**
 * Asks until the answer is truthy, every `everyMs`; throws with `what` after `timeoutMs`.
 * @template T
 * @param {string} what
 * @param {() => T | Promise<T>} ask
 * @param {{ timeoutMs?: number, everyMs?: number }} [options]
 * @returns {Promise<NonNullable<T>>}
 */
export async function until(what, ask, { timeoutMs = 15_000, everyMs = 50 } = {}) {
  const deadline = performance.now() + timeoutMs;
  let last = '';
  while (performance.now() < deadline) {
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  throw new Error(`waited ${timeoutMs} ms for: ${what}${last ? ` (last: ${last})` : ''}`);
}

/**
 * Starts a holder of namespaces that dies with this process, whatever ends it (prctl(2) PR_SET_PDEATHSIG), and
 * waits until it is ready.
 * @param {readonly string[]} command
 */
export function hold(command) {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...command], { stdio: ['ignore', 'ignore', 'pipe'] });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`cannot start ${command.join(' ')}`);
  let words = '';
  child.stderr.on('data', (chunk) => {
    words = (words + chunk).slice(-2000);
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  return {
    pid,
    lastWords: () => words.trim(),
    /** Kills it, or `first` of its children so that it can reap it and end itself, and waits for its end.
     * @param {number} [first] */
    async stop(first = pid) {
      if (child.exitCode === null && child.signalCode === null) process.kill(first, 'SIGKILL');
      await ended;
    },
  };
}
