// The reference app of examples/payload-stack, built: Next's standalone output.
import { fileURLToPath } from 'node:url';
import { buildApp, installApp } from '../../examples/payload-stack/scripts/native/build.mjs';

/** The example's folder. */
export const exampleFolder = fileURLToPath(new URL('../../examples/payload-stack', import.meta.url)).replace(/\/$/, '');
/** The app's own folder. */
export const appFolder = `${exampleFolder}/app`;
/** What the container runs. */
export const standaloneFolder = `${appFolder}/.next/standalone`;

/** Installs and builds the app where its source is newer than its build (about two minutes from nothing). */
export async function buildReferenceApp() {
  await installApp();
  await buildApp();
}
