import { CandorError } from '../core/errors.js';
import { htmlReporter } from './html/html.js';
import { jsonReporter } from './machine/json.js';
import { junitReporter } from './machine/junit.js';
import { ocsfReporter } from './machine/ocsf.js';
import { openvexReporter } from './machine/openvex.js';
import { sarifReporter } from './machine/sarif.js';
import { markdownReporter } from './markdown/markdown.js';
import type { Reporter } from './reporter.js';
import { lineReporter } from './terminal/line.js';
import { terminalReporter } from './terminal/terminal.js';

/** Every rendering by name. */
export const reporters: readonly Reporter[] = [
  terminalReporter,
  lineReporter,
  markdownReporter,
  htmlReporter,
  jsonReporter,
  sarifReporter,
  ocsfReporter,
  openvexReporter,
  junitReporter,
];

/** The reporter of a name; an unknown one is a usage error that lists the names. */
export function findReporter(name: string): Reporter {
  const found = reporters.find((reporter) => reporter.name === name);
  if (!found)
    throw new CandorError('USAGE', `unknown format "${name}"`, {
      hint: `one of ${reporters.map((reporter) => reporter.name).join(', ')}`,
    });
  return found;
}
