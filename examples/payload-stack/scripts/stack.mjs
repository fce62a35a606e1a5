// npm run stack [-- --keep] : the reference stack for real, on this machine.
//   without options   app, nginx, browser; takes the first account, uploads, publishes, looks; then ends all of it
//   --keep            leaves it running for you until Ctrl-C, with the addresses to open
//   --picture FILE    where the picture of the admin page goes (default: .cache/admin.png)
//   --port N          first of three loopback ports (default 3470)
//   --docker          the same in a Docker engine of its own, as root (docker-stack.mjs)
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installParts } from '../../../lab/lib/parts.mjs';
import { ffprobe, migrate, startApp } from './native/app.mjs';
import { browserMissing, visitAsEditor } from './native/browser.mjs';
import { buildApp, installApp } from './native/build.mjs';
import { siteName, startNginx } from './native/nginx.mjs';
import { makePlaces } from './native/places.mjs';
import { alarms, countByKind, readEvents } from './native/sensor-events.mjs';

const { values } = parseArgs({
  options: {
    keep: { type: 'boolean' },
    docker: { type: 'boolean' },
    picture: { type: 'string', default: fileURLToPath(new URL('../.cache/admin.png', import.meta.url)) },
    port: { type: 'string', default: '3470' },
  },
});
const first = Number(values.port);
const ports = { appPort: first, httpPort: first + 1, httpsPort: first + 2 };
const say = (/** @type {string} */ line) => console.log(line);

/** @type {(() => Promise<unknown> | void)[]} */ const closers = [];
async function close() {
  for (const step of closers.splice(0).reverse()) await step();
}

/** Secrets, migrations, app, nginx. */
async function bringUp() {
  const places = makePlaces();
  closers.push(places.remove);
  await migrate(places, { port: ports.appPort });
  say('migrated: SQLite');
  const app = await startApp(places, { port: ports.appPort });
  closers.push(app.stop);
  say(
    `app: Next standalone on 127.0.0.1:${app.port}, pid ${app.pid}, ${app.startMs.toFixed(0)} ms; ffprobe: ${ffprobe}`,
  );
  const nginx = await startNginx(places, ports);
  closers.push(nginx.stop);
  say(`nginx: https on 127.0.0.1:${nginx.httpsPort} for ${siteName}`);
  return { places, nginx, app };
}

/** @param {Awaited<ReturnType<typeof bringUp>>} stack @param {string} password */
async function waitForVisitor({ places, nginx }, password) {
  const rules = `MAP ${siteName}:443 127.0.0.1:${nginx.httpsPort}`;
  say(`\nIt runs. Open it with
  chromium --user-data-dir=${places.folder}/browser --ignore-certificate-errors --host-resolver-rules='${rules}' ${nginx.url}/admin
  ${nginx.curl.join(' ')} ${nginx.url}/
  account: editor@station.example, password ${password}
  what the sensor sees: tail -f ${places.folder}/logs/sensor.ndjson
Ctrl-C ends it and removes ${places.folder}`);
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve);
  });
}

/** Ends all, and judges what the sensor said from first start to shutdown. @param {Awaited<ReturnType<typeof bringUp>>} stack */
async function finish({ places, nginx, app }) {
  await nginx.stop();
  const end = await app.stop();
  const events = readEvents(`${places.folder}/logs/sensor.ndjson`);
  const bad = alarms(events);
  say(`ended: ${end.signal ?? `exit ${end.code}`}; the sensor wrote ${events.length} lines (${countByKind(events)})`);
  for (const event of bad) say(`ALARM ${JSON.stringify(event)}`);
  if (events.length === 0) say('the sensor wrote nothing: it was not loaded');
  return events.length > 0 && bad.length === 0;
}

/** @param {string} password */
async function inDocker(password) {
  const { dockerStack } = await import('./docker-stack.mjs');
  return dockerStack({ keep: values.keep ?? false, picture: values.picture, port: first, password, say });
}

async function main() {
  if (values.docker) return inDocker(randomBytes(12).toString('base64url'));
  const missing = browserMissing();
  if (missing) throw new Error(`missing: ${missing}`);
  await installParts();
  const installSec = await installApp();
  const buildSec = await buildApp();
  say(
    `build: ${buildSec > 0 ? `npm ci ${installSec.toFixed(0)} s, next build ${buildSec.toFixed(0)} s` : 'is current'}`,
  );
  const stack = await bringUp();
  const password = randomBytes(12).toString('base64url');
  const account = { email: 'editor@station.example', password, setupCode: stack.places.setupCode };
  mkdirSync(dirname(values.picture), { recursive: true });
  await visitAsEditor(stack.nginx, account, { picture: values.picture, log: say });
  say(`picture: ${values.picture}`);
  if (values.keep) await waitForVisitor(stack, password);
  return finish(stack);
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  console.error(`stack: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  await close();
}
