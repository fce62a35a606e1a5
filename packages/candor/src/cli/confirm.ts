import { createInterface } from 'node:readline/promises';
import { CandorError } from '../core/errors.js';
import type { Terminal } from './terminal.js';

/** True after `--yes` or a person's yes; without a terminal and without `--yes` a usage error. */
export async function confirm(question: string, yes: boolean, terminal: Terminal): Promise<boolean> {
  if (yes) return true;
  if (!terminal.interactive)
    throw new CandorError('USAGE', 'nobody is here to say yes', { hint: 'use --yes, or look first without it' });
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await ask.question(`${question} [y/N] `)).trim());
  } finally {
    ask.close();
  }
}
