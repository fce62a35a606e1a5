import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { code, generated, table } from './markdown.mjs';

/** What each exit code tells a script (sysexits(3) from 64 on). */
const meanings = [
  [0, 'SAFE'],
  [1, 'INCONCLUSIVE'],
  [2, 'AT RISK'],
  [3, 'UNDER ATTACK'],
  [4, 'COMPROMISED'],
];

/** Codes of errors and the exit codes of the program. */
export async function errorsPage(dist) {
  const { errorCodes, exitCodes } = await import(pathToFileURL(join(dist, 'core/errors.js')));
  const exits = [...meanings, ...Object.entries(exitCodes).map(([name, number]) => [number, name])];
  const rows = Object.entries(errorCodes).map(([name, number]) => [code(name), number]);
  return `${generated}\n# Errors and exit codes\n\nA message names the thing, says what is wrong with it, and gives the way out as a hint.\n\n${table(['exit', 'meaning'], exits)}\n\n## Codes\n\n${table(['code', 'exit'], rows)}\n`;
}
