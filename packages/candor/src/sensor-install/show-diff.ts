import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { isClearName } from '../collectors/redact/names.js';
import { redactCompose } from '../collectors/redact/redact-compose.js';
import { redactEnvFile } from '../collectors/redact/redact-env-file.js';
import type { FileChange } from './plan-install.js';

/** A change in either direction; null where there is no file. */
export type ShownChange = Pick<FileChange, 'path'> & { readonly before: Buffer | null; readonly after: Buffer | null };

const hide = (name: string, value: string): string => (isClearName(name) || value === '' ? value : '***');
const keep = (text: string): string => text;
/** Longer files are shown by their size and hash. */
const maxShownBytes = 65_536;

/** A unified diff for a person; values of the environment are hidden, whatever the lines around a change hold. */
export function showDiff(changes: readonly ShownChange[]): string {
  return changes.map(shown).join('');
}

function shown({ path, before, after }: ShownChange): string {
  if ((before?.length ?? 0) > maxShownBytes || (after?.length ?? 0) > maxShownBytes)
    return after === null
      ? `--- ${path} (removed)\n`
      : `+++ ${path} (${after.length} bytes, sha256 ${sha256(after)})\n`;
  const patch = createTwoFilesPatch(
    before === null ? '/dev/null' : path,
    after === null ? '/dev/null' : path,
    textOf(path, before),
    textOf(path, after),
    undefined,
    undefined,
    { context: 2 },
  );
  return patch.replace(/^=+\n/, '');
}

function textOf(path: string, bytes: Buffer | null): string {
  const text = bytes?.toString() ?? '';
  if (/\.ya?ml$/.test(path)) return redactCompose(text, hide, keep);
  return /(?:^|\.)env(?:\.|$)/.test(basename(path)) ? redactEnvFile(text, hide, keep) : text;
}

/** Hex digest. */
export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
