// Runs the program under test on the lab's server, as its user would, and reads its JSON report.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { projectFolder } from './lab.mjs';

const program = fileURLToPath(new URL('../../packages/candor/bin/candor.js', import.meta.url));
const built = fileURLToPath(new URL('../../packages/candor/dist/cli/main.js', import.meta.url));

/** @typedef {{ check: string, subject: string, state: string, severity: string, required: boolean, what: string | null, reason: string | null, detail: string | null, title: string, evidence: { artifact: string, subject: string }[] }} Result */
/** @typedef {{ verdict: { status: string, confidence?: string, summary?: string, toDecide?: unknown[] }, questions: { id: string, answer: string }[], results: Result[] }} Report */

/** True when the program has been built. */
export function isBuilt() {
  return existsSync(built);
}

/** What a login shell of root has. */
export const rootEnvironment = Object.freeze({
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  LANG: 'C.UTF-8',
});

/** A command line for the program. @param {readonly string[]} args */
export function candorCommand(args) {
  return ['/usr/bin/node', program, ...args];
}

/**
 * Runs it on the server in the project's folder; any exit code is an answer.
 * @param {import('./world.mjs').Host} server @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, wrap?: readonly string[], timeoutMs?: number, input?: Buffer, folder?: string }} [options]
 *   `wrap` goes before the command (such as `setpriv …`); `folder` is where it runs
 */
export function runCandor(
  server,
  args,
  { env = rootEnvironment, wrap = [], timeoutMs = 90_000, input, folder = projectFolder } = {},
) {
  const inFolder = ['sh', '-c', 'cd "$0" && exec "$@"', folder];
  return server.run([...inFolder, ...wrap, ...candorCommand(args)], { env, timeoutMs, ...(input ? { input } : {}) });
}

/** `check --json` to its report. Throws with what the program said when it gave none.
 * @param {import('./world.mjs').Host} server @param {readonly string[]} [args] @param {Parameters<typeof runCandor>[2]} [options] */
export async function check(server, args = [], options) {
  const outcome = await runCandor(server, ['check', '--json', '--offline', ...args], options);
  try {
    /** @type {Report} */ const report = JSON.parse(outcome.stdout);
    return { report, code: outcome.code, durationMs: outcome.durationMs, stderr: outcome.stderr };
  } catch (error) {
    const words = `${outcome.stderr}\n${outcome.stdout}`.trim().slice(0, 1500);
    throw new Error(`candor gave no report (${outcome.signal ?? `exit ${outcome.code}`}): ${words}`, { cause: error });
  }
}

/** `EXP-04@container:db`, as reports write it. @param {Result} result */
export const nameOf = (result) => `${result.check}@${result.subject}`;

/** Failed results. @param {Report} report */
export const failures = (report) => report.results.filter((result) => result.state === 'fail');
