// The official driver of MongoDB (lab/mongo), where a machine would have it after `npm install -g mongodb@7`: beside Candor.
import { existsSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { must } from './process.mjs';

const folder = fileURLToPath(new URL('../mongo', import.meta.url));

/** Installs it where it is not there yet; the answer is its folder. */
export async function installMongoDriver() {
  if (!existsSync(`${folder}/node_modules/mongodb`))
    await must(['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, timeoutMs: 300_000 });
  return folder;
}

/** Lets Candor on a server find the driver; the answer takes it away again. @param {import('./world.mjs').Host} server */
export async function placeMongoDriver(server) {
  await installMongoDriver();
  await symlink(`${folder}/node_modules`, `${server.root}/node_modules`);
  return async () => {
    await server.must(['rm', '/node_modules']);
  };
}
