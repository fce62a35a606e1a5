// The app as a process of this machine: Next's standalone server, or `next start`, with the sensor in it.
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { must, until } from '../../../../lab/lib/process.mjs';
import { appFolder, standaloneOf } from './build.mjs';

const sensor = fileURLToPath(new URL('../../../../packages/sensor/sensor.cjs', import.meta.url));
const standIn = fileURLToPath(new URL('../../life/stand-ins/ffprobe', import.meta.url));

/** Debian's ffprobe, or the stand-in for a machine without it. */
export const ffprobe = existsSync('/usr/bin/ffprobe') ? '/usr/bin/ffprobe' : standIn;

/**
 * What the app's process is given, and nothing else of this one's environment.
 * @param {import('./places.mjs').Places} places @param {AppOptions} options
 */
function environment({ folder }, { port, mode = 'observe', env = {} }) {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    PORT: String(port),
    HOSTNAME: '127.0.0.1',
    PAYLOAD_SECRET_FILE: `${folder}/secrets/payload_secret`,
    SETUP_CODE_FILE: `${folder}/secrets/setup_code`,
    DATABASE_URI: `file:${folder}/station.db`,
    MEDIA_DIR: `${folder}/media`,
    FFPROBE: ffprobe,
    ...(mode === 'none'
      ? {}
      : {
          NODE_OPTIONS: `--require=${sensor}`,
          CANDOR_SENSOR: mode,
          CANDOR_SENSOR_FILE: `${folder}/logs/sensor.ndjson`,
          CANDOR_SENSOR_PROXIES: '127.0.0.1',
        }),
    ...env,
  };
}

/** Payload's command line; now and then it ends at once, with exit code 0 and without a word or a deed (seen 2 of 12
 * times: Node ends while tsx's loader, which keeps nothing alive, still reads). Silence is taken for that.
 * @param {string} command @param {Record<string, string>} env */
async function runPayload(command, env) {
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const output = await must([process.execPath, `${appFolder}/node_modules/payload/bin.js`, command], {
      cwd: appFolder,
      env,
    });
    if (output !== '') return output;
  }
  throw new Error(`payload ${command} said nothing, five times`);
}

/** Applies the migrations, and asks whether they are.
 * @param {import('./places.mjs').Places} places @param {AppOptions} options */
export async function migrate(places, options) {
  const env = environment(places, options);
  await runPayload('migrate', env);
  const status = await runPayload('migrate:status', env);
  if (!/_init\b.*Yes/.test(status)) throw new Error(`the migration was not applied:\n${status}`);
}

/**
 * @typedef {object} AppOptions
 * @property {number} port
 * @property {'observe' | 'block' | 'none'} [mode] of the sensor; `none` leaves it out
 * @property {'standalone' | 'next start'} [server]
 * @property {Record<string, string>} [env] more variables
 * @property {string} [folder] of the app
 */

/** Starts it and waits until it answers. @param {import('./places.mjs').Places} places @param {AppOptions} options */
export async function startApp(places, options) {
  const { port, server = 'standalone', folder = appFolder } = options;
  const started = performance.now();
  const place = server === 'standalone' ? standaloneOf(folder) : folder;
  const next = `${folder}/node_modules/next/dist/bin/next`;
  const args = server === 'standalone' ? ['server.js'] : [next, 'start', '-H', '127.0.0.1', '-p', String(port)];
  const child = spawn(process.execPath, args, { cwd: place, env: environment(places, options) });
  const log = createWriteStream(`${places.folder}/logs/app.log`, { flags: 'a' });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal })));
  const alive = () => child.exitCode === null && child.signalCode === null;
  const stop = async () => {
    if (alive()) child.kill('SIGTERM');
    return ended;
  };
  try {
    await until(
      `the app on port ${port}`,
      async () => !alive() || (await fetch(`http://127.0.0.1:${port}/api/health`)).ok,
      { timeoutMs: 30_000 },
    );
    if (!alive())
      throw new Error(`the app ended: ${readFileSync(`${places.folder}/logs/app.log`, 'utf8').slice(-1500)}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { pid: child.pid ?? 0, port, startMs: performance.now() - started, stop };
}
/** @typedef {Awaited<ReturnType<typeof startApp>>} App */
