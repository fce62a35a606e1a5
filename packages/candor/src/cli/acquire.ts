import { readBundle } from '../bundle/read-bundle.js';
import { CandorError } from '../core/errors.js';
import type { Bundle } from '../core/evidence.js';
import type { Policy } from '../core/policy.js';
import type { CheckOptions } from './commands/check.js';
import type { Terminal } from './terminal.js';

/** Obtains the evidence: a bundle, another host, or this one. */
export async function acquire(options: CheckOptions, _policy: Policy | null, terminal: Terminal): Promise<Bundle> {
  if (options.from !== undefined) return readBundle(options.from, terminal.stdin);
  throw new CandorError('USAGE', 'only --from is here');
}
