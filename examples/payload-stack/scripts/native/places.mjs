// A folder of its own for one run: secrets, data, logs, certificates. Nothing of it is in the project.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes it; `remove` takes all of it away again. */
export function makePlaces() {
  const folder = mkdtempSync(join(tmpdir(), 'candor-stack-'));
  // nginx' workers are another user and go through it.
  chmodSync(folder, 0o711);
  for (const name of ['media', 'logs', 'tls', 'nginx', 'temp']) mkdirSync(join(folder, name));
  const setupCode = randomBytes(12).toString('hex');
  const secrets = { payload_secret: randomBytes(36).toString('hex'), setup_code: setupCode };
  mkdirSync(join(folder, 'secrets'), { mode: 0o700 });
  for (const [name, text] of Object.entries(secrets))
    writeFileSync(join(folder, 'secrets', name), text, { mode: 0o400 });
  return { folder, setupCode, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
/** @typedef {ReturnType<typeof makePlaces>} Places */
