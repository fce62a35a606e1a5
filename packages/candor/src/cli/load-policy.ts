import { readFileSync } from 'node:fs';
import { parsePolicy } from '../config/parse-policy.js';
import { CandorError } from '../core/errors.js';
import type { Policy } from '../core/policy.js';

/** Where a policy is looked for when none is named. */
const defaultPlaces = ['candor.yaml', 'candor.yml', 'candor.json', '/etc/candor/candor.yaml'];

/** The site's policy; null when there is none (the built-in defaults hold). A broken file ends the run. */
export function loadPolicy(file: string | undefined): Policy | null {
  for (const place of file === undefined ? defaultPlaces : [file]) {
    const text = readIfThere(place, file !== undefined);
    if (text === null) continue;
    const policy = parsePolicy(text);
    if (!policy.ok)
      throw new CandorError(
        'CONFIG_INVALID',
        `${place}${policy.line === null ? '' : `:${policy.line}`}: ${policy.reason}`,
        { hint: 'candor init writes a commented one' },
      );
    return policy.value;
  }
  return null;
}

/** The file that {@link loadPolicy} reads; null when there is none. */
export function policyPlace(file: string | undefined): string | null {
  return file ?? defaultPlaces.find((place) => readIfThere(place, false) !== null) ?? null;
}

function readIfThere(place: string, named: boolean): string | null {
  try {
    return readFileSync(place, 'utf8');
  } catch (error) {
    if (!named && error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new CandorError(
      'CONFIG_INVALID',
      `cannot read ${place}: ${error instanceof Error ? error.message : String(error)}`,
      { hint: 'check the path of --config' },
    );
  }
}
