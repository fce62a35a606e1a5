// One command on a pseudo-terminal of its own, by script(1) of Debian's bsdutils, and a person who answers it.
import { spawn } from 'node:child_process';

/** Keys as a terminal sends them. */
export const keys = { enter: '\r', ctrlC: '\u0003', ctrlD: '\u0004' };

/** Longest wait for a command, in milliseconds: `candor init` looks at the whole host. */
const limitMs = 20_000;

/**
 * Runs a command; each step is what the person waits for on the screen, and what is typed then. The steps left over
 * come back: a question that never came is not an answer.
 * @param {readonly string[]} command words without spaces or quotes
 * @param {readonly (readonly [string, string])[]} steps
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<{ code: number | null, screen: string, left: readonly string[] }>}
 */
export function onTerminal(command, steps, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn('script', ['-qec', command.join(' '), '/dev/null'], {
      env: { ...process.env, TERM: 'xterm', NO_COLOR: '1', SUDO_USER: '', USER: 'ana', ...env },
      timeout: limitMs,
      killSignal: 'SIGKILL',
    });
    const left = [...steps];
    let screen = '';
    let from = 0;
    child.stdout.on('data', (chunk) => {
      screen += chunk;
      for (let step = left[0]; step !== undefined; step = left[0]) {
        const at = screen.indexOf(step[0], from);
        if (at < 0) return;
        from = at + step[0].length;
        left.shift();
        child.stdin.write(step[1]);
      }
    });
    child.on('error', reject);
    // A command that ended does not read: its exit code tells the story.
    child.stdin.on('error', () => {});
    child.on('close', (code) => resolve({ code, screen: plain(screen), left: left.map(([text]) => text) }));
  });
}

/** What a person reads: without cursor moves and carriage returns. @param {string} screen */
function plain(screen) {
  return screen.replace(/\u001b\[[\d;?]*[A-Za-z]/g, '').replaceAll('\r', '');
}
