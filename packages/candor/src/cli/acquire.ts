import { readBundle } from '../bundle/read-bundle.js';
import { toBundle } from '../collectors/write-bundle.js';
import { CandorError } from '../core/errors.js';
import type { Bundle } from '../core/evidence.js';
import type { Policy } from '../core/policy.js';
import type { AcquireOptions } from './check-options.js';
import type { Terminal } from './terminal.js';

/** Obtains the evidence: a bundle, another host over SSH, or this one. Collectors are loaded only when they are needed. */
export async function acquire(options: AcquireOptions, policy: Policy | null, terminal: Terminal): Promise<Bundle> {
  if (options.from !== undefined && options.ssh !== undefined) {
    throw new CandorError('USAGE', '--from and --ssh name two different hosts', { hint: 'use one of them' });
  }
  if (options.from !== undefined) return readBundle(options.from, terminal.stdin);
  if (options.ssh !== undefined) {
    const { collectSsh } = await import('./collect-ssh.js');
    return collectSsh({ ssh: options.ssh, sudo: options.sudo ?? false, since: options.since }, policy, terminal);
  }
  const { collectLocal } = await import('./collect-local.js');
  const { artifacts, header } = await collectLocal(options.since, policy, terminal, options.quiet ?? false);
  return toBundle(artifacts, header);
}
