import { createInterface } from 'node:readline/promises';
import { CandorError } from '../core/errors.js';
import type { Terminal } from './terminal.js';

/** One value of a record: its flag, and the question where a terminal is there. */
export interface Asked {
  readonly flag: string;
  readonly question: string;
  /** What counts when nothing is said; without it an answer is needed. */
  readonly fallback?: string;
}

/** The flag's value, or the answer of a person; a missing one is a usage error that names the flag. */
export async function ask(given: string | undefined, asked: Asked, terminal: Terminal): Promise<string> {
  if (given !== undefined && given.trim() !== '') return given.trim();
  if (!terminal.interactive) {
    if (asked.fallback !== undefined) return asked.fallback;
    throw new CandorError('USAGE', `${asked.flag} is missing`, { hint: asked.question });
  }
  const answer = await question(asked.fallback ? `${asked.question} [${asked.fallback}]` : asked.question);
  if (answer !== '') return answer;
  if (asked.fallback !== undefined) return asked.fallback;
  throw new CandorError('USAGE', `${asked.flag} is missing`, { hint: asked.question });
}

async function question(text: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(`${text}: `)).trim();
  } finally {
    lines.close();
  }
}

/** Who records: the flag, else the account behind sudo, else the account. */
export async function author(given: string | undefined, terminal: Terminal): Promise<string> {
  const account = terminal.env.SUDO_USER ?? terminal.env.USER;
  return ask(given, { flag: '--author', question: 'Your name', ...(account ? { fallback: account } : {}) }, terminal);
}
