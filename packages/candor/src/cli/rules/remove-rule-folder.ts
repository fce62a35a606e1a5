import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CandorError } from '../../core/errors.js';
import { defaultRuleFolder } from '../../sigma/load-rules.js';
import { readRuleFolder } from '../../sigma/read-rule-folder.js';
import { confirm } from '../confirm.js';
import { plainLine } from '../plain-text.js';
import type { Terminal } from '../terminal.js';

/** Deletes a folder of added rules. Exit code: 0, or 1 when it was left. Throws USAGE when there is none. */
export async function removeRuleFolder(
  name: string,
  options: { readonly rules?: string; readonly yes?: boolean },
  terminal: Terminal,
): Promise<number> {
  const base = options.rules ?? defaultRuleFolder;
  const folder = join(base, name);
  if (!/^[\w.-]+$/.test(name) || /^\.+$/.test(name) || !existsSync(folder))
    throw new CandorError('USAGE', `there are no added rules "${plainLine(name)}" in ${plainLine(base)}`);
  const files = readRuleFolder(folder);
  terminal.stdout(`${files.length} files of rules in ${plainLine(folder)}\n`);
  if (!(await confirm('Delete them?', options.yes ?? false, terminal))) return 1;
  rmSync(folder, { recursive: true });
  terminal.stdout('deleted\n');
  return 0;
}
