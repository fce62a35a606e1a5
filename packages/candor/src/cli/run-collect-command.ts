import { existsSync, writeFileSync } from 'node:fs';
import { collectScript } from '../collectors/shell/collect-script.js';
import { packBundle, writeBundleFolder } from '../collectors/write-bundle.js';
import { CandorError } from '../core/errors.js';
import type { Policy } from '../core/policy.js';
import { collectLocal } from './collect-local.js';
import { loadPolicy } from './load-policy.js';
import type { Terminal } from './terminal.js';

/** Writes a bundle of this host. Secrets are redacted before anything reaches the disk; the file is for its owner alone. */
export async function runCollectCommand(
  options: { output?: string; since: number; config?: string; printScript?: boolean },
  terminal: Terminal,
): Promise<void> {
  if (options.printScript === true) return printScript(options.since, loadPolicy(options.config), terminal);
  const output = options.output;
  if (output === undefined)
    throw new CandorError('USAGE', 'where to? -o is missing', { hint: 'candor collect -o bundle.tar.gz' });
  if (existsSync(output))
    throw new CandorError('USAGE', `${output} exists already`, {
      hint: 'name another file; evidence is not overwritten',
    });
  const { artifacts, header } = await collectLocal(options.since, loadPolicy(options.config), terminal, false);
  if (/\.(?:tar\.gz|tgz)$/.test(output))
    writeFileSync(output, await packBundle(artifacts, header), { mode: 0o600, flag: 'wx' });
  else await writeBundleFolder(output, artifacts, header);
  const readable = artifacts.filter((artifact) => artifact.status === 'ok').length;
  terminal.stderr(
    `${output}: ${artifacts.length} artefacts, ${readable} readable; judge it with: candor check --from ${output}\n`,
  );
}

/** The script for a host without Node, with what the policy declares. */
function printScript(sinceMs: number, policy: Policy | null, terminal: Terminal): void {
  const { publicNames, projects } = policy ?? { publicNames: [], projects: [] };
  terminal.stdout(collectScript({ sinceSeconds: sinceMs / 1000, publicNames, projects }));
}
