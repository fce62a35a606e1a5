// The advisory data that ships with the product ages; on the lab's server it was always refreshed a moment ago.
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const table = fileURLToPath(new URL('../../packages/candor/dist/advisories/load-table.js', import.meta.url));

/** Leaves the shipped table, dated now, where `candor update` would leave a fresh one; nothing before the product is built.
 * @param {{ root: string }} server */
export async function placeFreshAdvisories(server) {
  if (!existsSync(table)) return;
  const { shippedTable } = await import(table);
  const folder = join(server.root, 'root/.cache/candor');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const fresh = { ...shippedTable(), retrievedAt: new Date().toISOString() };
  await writeFile(join(folder, 'advisories.json'), JSON.stringify(fresh), { mode: 0o600 });
}
