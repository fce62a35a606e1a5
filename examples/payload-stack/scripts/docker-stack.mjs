// npm run stack -- --docker [--keep] [--picture FILE] [--port N] : the reference stack in a Docker engine of its own, as root,
// in namespaces of this machine: users, read-only root, networks, limits, nginx and packet filter as the files here say.
// A browser takes the first account and works in it, then `candor check` judges the server.
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isBuilt, runCandor } from '../../../lab/lib/candor.mjs';
import { openDoor } from '../../../lab/lib/door.mjs';
import { closeAll, projectFolder } from '../../../lab/lib/lab.mjs';
import { missingParts } from '../../../lab/lib/parts.mjs';
import { openReference } from '../../../lab/lib/reference.mjs';
import { browserMissing, visitAsEditor } from './native/browser.mjs';
import { siteName } from './native/nginx.mjs';

/** @typedef {import('../../../lab/lib/reference.mjs').Reference} Reference */
/** @typedef {{ keep: boolean, picture: string, port: number, password: string, say: (line: string) => void }} Options */

async function missing() {
  const parts = await missingParts();
  const browser = browserMissing();
  if (browser) parts.push(browser);
  if (!isBuilt()) parts.push('packages/candor/dist (npm run build)');
  return parts;
}

/** @param {Reference} lab @param {Options} options */
async function workInBrowser(lab, { picture, port, password, say }) {
  const setupCode = await readFile(`${lab.server.root}${projectFolder}/secrets/setup_code`, 'utf8');
  mkdirSync(dirname(picture), { recursive: true });
  const site = { httpsPort: port, url: `https://${siteName}` };
  await visitAsEditor(site, { email: 'editor@station.example', password, setupCode }, { picture, log: say });
  say(`picture: ${picture}`);
}

/** @param {Options} options */
async function waitForVisitor({ port, password, say }) {
  say(`
It runs. Open it with
  chromium --user-data-dir=/tmp/candor-browser --ignore-certificate-errors --host-resolver-rules='MAP ${siteName}:443 127.0.0.1:${port}' https://${siteName}/admin
  account: editor@station.example, password ${password}
Ctrl-C ends it`);
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve);
  });
}

/** Brings it up, works in it, judges it; true unless the check says more than its first level. @param {Options} options */
export async function dockerStack(options) {
  const lacking = await missing();
  if (lacking.length > 0) throw new Error(`missing: ${lacking.join('; ')}`);
  const lab = await openReference({ log: options.say, claim: false });
  const closeDoor = await openDoor(lab.world, options.port);
  try {
    await workInBrowser(lab, options);
    const { stdout } = await runCandor(lab.server, ['check', '--offline', '--quiet', '--config', 'candor.yaml']);
    options.say(
      `${stdout.trim()}\n  (what Debian's engine cannot give is in lab/known.json; LOG-04 waits until the container is a day old)`,
    );
    if (options.keep) await waitForVisitor(options);
    return true;
  } finally {
    await closeDoor();
    await closeAll();
  }
}
