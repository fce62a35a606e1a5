import { existsSync, writeFileSync } from 'node:fs';
import { toBundle } from '../collectors/write-bundle.js';
import { proposePolicy } from '../config/propose-policy.js';
import { CandorError } from '../core/errors.js';
import { factStore } from '../parsers/fact-store.js';
import { parsers } from '../parsers/index.js';
import { confirmed } from './ask.js';
import { collectLocal } from './collect-local.js';
import type { Terminal } from './terminal.js';

const dayMs = 86_400_000;

/** Looks at the host, shows the proposed policy, and writes it after a yes. */
export async function runInit(
  options: { output: string; print?: boolean; yes?: boolean },
  terminal: Terminal,
): Promise<void> {
  if (!options.print && existsSync(options.output)) {
    throw new CandorError('USAGE', `${options.output} exists already`, { hint: 'compare with candor init --print' });
  }
  const { artifacts, header } = await collectLocal(dayMs, null, terminal, false);
  const text = proposePolicy(factStore(toBundle(artifacts, header), parsers), header.capturedAt);
  terminal.stdout(text);
  if (options.print) return;
  if (!options.yes && !(await confirmed(`write this to ${options.output}?`, 'use --yes, or --print', terminal))) {
    terminal.stderr('nothing was written\n');
    return;
  }
  writeFileSync(options.output, text, { mode: 0o644, flag: 'wx' });
  terminal.stderr(`${options.output} written; read it, correct it, and run candor check\n`);
}
