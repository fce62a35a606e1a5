import { CandorError } from '../core/errors.js';
import { question } from './question.js';
import type { Terminal } from './terminal.js';

/** One value of a record: its flag, and the question where a terminal is there. */
export interface Asked {
  readonly flag: string;
  readonly question: string;
  /** What counts when nothing is said; without it an answer is needed. */
  readonly fallback?: string;
  /** What is wrong with an answer, in words; null = nothing. A flag's value is left to whoever asked for it. */
  readonly objection?: (answer: string) => string | null;
}

/** How often a question is asked before the command gives up. */
const attempts = 3;

/** The flag's value, or the answer of a person; a missing one is a usage error that names the flag. */
export async function ask(given: string | undefined, asked: Asked, terminal: Terminal): Promise<string> {
  if (given !== undefined && given.trim() !== '') return given.trim();
  if (!terminal.interactive) {
    if (asked.fallback !== undefined) return asked.fallback;
    throw missing(asked);
  }
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const said = await question(asked.fallback ? `${asked.question} [${asked.fallback}]` : asked.question);
    const answer = said === '' ? asked.fallback : said;
    const wrong = answer === undefined ? 'an answer is needed' : (asked.objection?.(answer) ?? null);
    if (answer !== undefined && wrong === null) return answer;
    terminal.stderr(`  ${wrong}\n`);
  }
  throw missing(asked);
}

function missing(asked: Asked): CandorError {
  return new CandorError('USAGE', `${asked.flag} is missing`, { hint: asked.question });
}

/** The flag's value, or one of a numbered list, by its number or its word. */
export async function choose(
  given: string | undefined,
  asked: Omit<Asked, 'objection'> & { readonly choices: readonly string[] },
  terminal: Terminal,
): Promise<string> {
  const { choices } = asked;
  if (given === undefined && terminal.interactive)
    terminal.stderr(choices.map((choice, index) => `  ${index + 1}  ${choice}\n`).join(''));
  const chosen = (answer: string) => choices[Number(answer) - 1] ?? answer;
  const objection = (answer: string) =>
    choices.includes(chosen(answer)) ? null : `a number from 1 to ${choices.length}, or one of these words`;
  return chosen(await ask(given, { ...asked, objection }, terminal));
}

/** Most sentences that a person is asked for in a row. */
const listLimit = 20;

/** The flag's values, or a person's sentences, one a question, until an empty one. */
export async function askEach(
  given: readonly string[],
  asked: Pick<Asked, 'flag' | 'question'>,
  terminal: Terminal,
): Promise<readonly string[]> {
  if (given.length > 0 || !terminal.interactive) return given;
  const said: string[] = [];
  for (let next = 'first'; next !== '' && said.length < listLimit; ) {
    const more = said.length === 0 ? ' (empty = nothing)' : ', next (empty = done)';
    next = await ask(undefined, { ...asked, question: `${asked.question}${more}`, fallback: '' }, terminal);
    if (next !== '') said.push(next);
  }
  return said;
}

/** True when a person says yes; without a terminal, a usage error whose hint is `instead`. */
export async function confirmed(text: string, instead: string, terminal: Terminal): Promise<boolean> {
  if (!terminal.interactive) throw new CandorError('USAGE', 'nobody is here to say yes', { hint: instead });
  return /^y(?:es)?$/i.test(await question(`${text} [y/N]`));
}

/** Who records: the flag, else the account behind sudo, else the account. */
export async function author(given: string | undefined, terminal: Terminal): Promise<string> {
  const account = terminal.env.SUDO_USER || terminal.env.USER;
  return ask(given, { flag: '--author', question: 'Your name', ...(account ? { fallback: account } : {}) }, terminal);
}
