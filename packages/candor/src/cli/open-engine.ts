import { createEngineAccess } from '../collectors/docker/create-engine-access.js';
import type { EngineAccess, EngineContainer } from '../collectors/docker/engine-access.js';
import { findSocket } from '../collectors/docker/find-socket.js';
import { createLocalFs } from '../collectors/env/local-fs.js';
import { CandorError } from '../core/errors.js';
import { plainLine } from './plain-text.js';
import type { Terminal } from './terminal.js';

/** The container engine of this host: for reading, and the path of its socket. */
export async function openEngine(
  terminal: Terminal,
): Promise<{ readonly engine: EngineAccess; readonly socket: string }> {
  const hints = {
    dockerHost: terminal.env.DOCKER_HOST,
    runtimeDir: terminal.env.XDG_RUNTIME_DIR,
    uid: process.geteuid?.() ?? 0,
  };
  const found = await findSocket(createLocalFs(), hints);
  if (!found.found)
    throw new CandorError('INPUT_INVALID', `no container engine: ${found.detail}`, {
      hint: 'run it with sudo, or set DOCKER_HOST',
    });
  return { engine: createEngineAccess(createLocalFs(), hints), socket: found.path };
}

/** A container by name or by the beginning of its id. */
export async function findContainer(engine: EngineAccess, wanted: string): Promise<EngineContainer> {
  const { items, status, detail } = await engine.containers();
  const found = items.filter(
    (one) => one.name === wanted || (/^[0-9a-f]{6,64}$/.test(wanted) && one.id.startsWith(wanted)),
  );
  const [only, second] = found;
  if (only && second === undefined) return only;
  const names = items
    .map((one) => one.name)
    .slice(0, 10)
    .join(', ');
  throw new CandorError(
    'INPUT_INVALID',
    `${found.length === 0 ? 'no container is called' : 'more than one container begins with'} ${plainLine(wanted)}`,
    {
      hint: status === 'ok' ? `there are: ${plainLine(names) || 'none'}` : (detail ?? status),
    },
  );
}
