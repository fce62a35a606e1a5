import { readFileSync } from 'node:fs';
import { CandorError } from '../core/errors.js';
import type { BenignProducer } from '../facts/case-records.js';
import { ask } from './ask.js';
import type { Terminal } from './terminal.js';

/** Flags that name a benign producer. */
export interface ProducerOptions {
  readonly producer?: string;
  readonly codePath?: string;
  readonly reproduction?: string;
  readonly reproductionCommand?: string;
}

/** The benign producer that the flags name, or that a person names where the justification is that there is one. */
export async function producerOf(
  options: ProducerOptions,
  justification: string,
  terminal: Terminal,
): Promise<BenignProducer | null> {
  const wanted = terminal.interactive && justification === 'benign_producer_reproduced';
  if (!wanted && options.producer === undefined && options.codePath === undefined) return null;
  const asked = (given: string | undefined, flag: string, question: string) =>
    wanted ? ask(given, { flag, question, fallback: '' }, terminal) : (given ?? '');
  const name = await asked(options.producer, '--producer', 'What makes the same text harmlessly, by name');
  const codePath = await asked(options.codePath, '--code-path', 'Its code, FILE:LINE');
  const command = await asked(
    options.reproductionCommand,
    '--reproduction-command',
    'How it was run (recorded, never run)',
  );
  const file = await asked(options.reproduction, '--reproduction', 'A file with the output of that run');
  return { name, codePath, command, output: file === '' ? '' : reproduction(file) };
}

/** Longest output of a reproduction that is recorded, in characters. */
const reproductionLimit = 20_000;

function reproduction(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(0, reproductionLimit);
  } catch (error) {
    throw new CandorError(
      'INPUT_INVALID',
      `cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`,
      {
        hint: '--reproduction names a file with the output of the producer',
      },
    );
  }
}
