import type { CollectorEnv } from '../collected.js';
import { attempt } from '../proc/attempt.js';
import type { EngineContainer } from './engine-access.js';
import { at, listOf } from './json.js';

/** A secret or a connection string is a line; what is longer is something else. */
const MAX_SECRET_BYTES = 4096;
const MAX_FILES = 20;
/** `PAYLOAD_SECRET_FILE`, `DATABASE_URI_FILE`, `MONGO_INITDB_ROOT_PASSWORD_FILE`: the convention of Docker's own images. */
const NAMES_A_FILE = /^([A-Z][A-Z0-9_]{0,80}(?:SECRET|PASSWORD|USERNAME|TOKEN|KEY|URI|URL|DSN)_FILE)=(\/[^\0]{1,500})$/;

/**
 * The inspection of a running container with one more entry of `Env` for each variable that names a secret's file:
 * `NAME_FILE#text=<content>`, read through the container's own root (proc(5), /proc/PID/root), for the redactor to turn
 * into a fingerprint. A file that cannot be read adds nothing.
 */
export async function withSecretFiles(env: CollectorEnv, container: EngineContainer): Promise<unknown> {
  const config = at(container.inspect, 'Config');
  const entries = listOf(at(config, 'Env')).filter((entry) => typeof entry === 'string');
  const named = entries.flatMap((entry) => {
    const [, name, path] = NAMES_A_FILE.exec(entry) ?? [];
    return name === undefined || path === undefined ? [] : [{ name, path }];
  });
  if (named.length === 0 || container.pid === 0 || !isObject(container.inspect) || !isObject(config))
    return container.inspect;
  const root = env.fs.within(`/proc/${container.pid}/root`);
  const texts = await Promise.all(
    named.slice(0, MAX_FILES).map(async ({ name, path }) => {
      const read = await attempt(root.read(path, { maxBytes: MAX_SECRET_BYTES }));
      return read === null || read.truncated ? [] : [`${name}#text=${read.bytes.toString().replace(/\r?\n$/, '')}`];
    }),
  );
  return { ...container.inspect, Config: { ...config, Env: [...entries, ...texts.flat()] } };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
