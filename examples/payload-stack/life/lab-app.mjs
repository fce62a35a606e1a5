// The lab's own build of the app: its source, and one route more, which evaluates what it is sent. It lies in .cache and
// shares the installed packages as hard links, and what the compiler remembers of the app's own build.
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { must } from '../../../lab/lib/process.mjs';
import { appFolder, buildApp, buildInputs } from '../scripts/native/build.mjs';

/** The folder of that build. */
export const labAppFolder = fileURLToPath(new URL('../.cache/lab-app', import.meta.url));
/** Where the route answers. */
export const labRoute = '/api/lab/evaluate';

const route = fileURLToPath(new URL('lab-route', import.meta.url));

/** Builds it where anything changed (half a minute). @returns {Promise<number>} seconds */
export async function buildLabApp() {
  mkdirSync(labAppFolder, { recursive: true });
  for (const name of [...buildInputs, 'package.json', 'jobs']) {
    rmSync(`${labAppFolder}/${name}`, { recursive: true, force: true });
    cpSync(`${appFolder}/${name}`, `${labAppFolder}/${name}`, { recursive: true });
  }
  cpSync(route, `${labAppFolder}/src/app${labRoute}`, { recursive: true });
  rmSync(`${labAppFolder}/node_modules`, { recursive: true, force: true });
  await must(['cp', '-al', `${appFolder}/node_modules`, `${labAppFolder}/node_modules`]);
  if (!existsSync(`${labAppFolder}/.next/cache`)) {
    mkdirSync(`${labAppFolder}/.next`, { recursive: true });
    await must(['cp', '-a', `${appFolder}/.next/cache`, `${labAppFolder}/.next/cache`]);
  }
  return buildApp(labAppFolder);
}
