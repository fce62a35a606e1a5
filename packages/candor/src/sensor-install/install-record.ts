import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CandorError } from '../core/errors.js';

const record = z.object({
  version: z.literal(1),
  at: z.string(),
  service: z.string(),
  changes: z.array(
    z.object({
      path: z.string(),
      before: z.base64().nullable(),
      afterSha256: z.string(),
      madeFolder: z.string().nullable(),
    }),
  ),
  image: z.object({ tag: z.string(), before: z.string().nullable(), after: z.string() }).nullable(),
});

/** What an installation did, so that it can be undone byte for byte. Holds files as they were: readable by its owner alone. */
export type InstallRecord = z.infer<typeof record>;

/** Where the record of a service lies: beside its compose file. */
export function recordPath(folder: string, service: string): string {
  return join(folder, `.candor-sensor-${service.replace(/[^\w.-]/g, '_')}.json`);
}

/** Writes the record before anything is changed. */
export function writeRecord(path: string, content: InstallRecord): void {
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
}

/** The record, or null when there is none. */
export function readRecord(path: string): InstallRecord | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return null; // nothing was installed from here
  }
  try {
    return record.parse(JSON.parse(text));
  } catch (error) {
    throw new CandorError('INPUT_INVALID', `${path} is no record of an installation`, { cause: error });
  }
}

/** Forgets an installation. */
export function removeRecord(path: string): void {
  rmSync(path, { force: true });
}
