// The reference app of examples/payload-stack, built: Next's standalone output. A build that is there is taken as it is.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { must } from './process.mjs';

/** The example's folder. */
export const exampleFolder = fileURLToPath(new URL('../../examples/payload-stack', import.meta.url));
/** The app's own folder. */
export const appFolder = `${exampleFolder}/app`;
/** What the container runs. */
export const standaloneFolder = `${appFolder}/.next/standalone`;

/** Installs and builds the app where that was not done yet (about two minutes, 2.2 GB while it builds). */
export async function buildReferenceApp() {
  if (existsSync(`${standaloneFolder}/server.js`)) return;
  const options = { cwd: appFolder, timeoutMs: 600_000 };
  if (!existsSync(`${appFolder}/node_modules/next`))
    await must(['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], options);
  await must(['npm', 'run', 'build'], options);
}
