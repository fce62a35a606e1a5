import { CandorError } from '../core/errors.js';
import { jsonReporter } from './json.js';
import type { Reporter } from './reporter.js';

/** Every rendering by name. */
export const reporters: readonly Reporter[] = [jsonReporter];

/** The reporter of a name; an unknown one is a usage error that lists the names. */
export function findReporter(name: string): Reporter {
  const found = reporters.find((reporter) => reporter.name === name);
  if (!found)
    throw new CandorError('USAGE', `unknown format "${name}"`, {
      hint: `one of ${reporters.map((reporter) => reporter.name).join(', ')}`,
    });
  return found;
}
