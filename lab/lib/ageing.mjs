// A deploy that lies two days back: the engine's own records of its containers are moved, while the engine is down and
// the containers run on (`live-restore`).
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { launchEngine } from './engine.mjs';
import { until } from './process.mjs';

const DAY_MS = 86_400_000;
const containers = '/var/lib/docker/containers';

/** Moves every RFC 3339 time of these keys. @param {string} text @param {RegExp} keys @param {number} byMs */
function moved(text, keys, byMs) {
  return text.replace(keys, (whole, key, at) => {
    const time = Date.parse(at);
    return Number.isNaN(time) || time < 0 ? whole : `"${key}":"${new Date(time - byMs).toISOString()}"`;
  });
}

/**
 * Runs `work` on the folder of the engine's records while the engine is down.
 * @param {import('./world.mjs').Host} server @param {import('./docker-api.mjs').Docker} docker
 * @param {(folder: string) => Promise<void>} work
 */
export async function withEngineDown(server, docker, work) {
  const pid = (await server.must(['pgrep', '-x', 'dockerd'])).trim();
  await server.must(['kill', '-TERM', pid]);
  await until('dockerd to end', async () => (await server.run(['pgrep', '-x', 'dockerd'])).code !== 0);
  await work(`${server.root}${containers}`);
  await launchEngine(server, docker);
}

/**
 * Makes all containers of the server older.
 * @param {import('./world.mjs').Host} server @param {import('./docker-api.mjs').Docker} docker @param {number} [days]
 */
export async function ageContainers(server, docker, days = 2) {
  await withEngineDown(server, docker, async (folder) => {
    for (const id of await readdir(folder)) {
      const record = `${folder}/${id}/config.v2.json`;
      await writeFile(record, moved(await readFile(record, 'utf8'), /"(Created|StartedAt)":"([^"]+)"/g, days * DAY_MS));
      const log = `${folder}/${id}/${id}-json.log`;
      const lines = await readFile(log, 'utf8').catch(() => null);
      if (lines !== null) await writeFile(log, moved(lines, /"(time)":"([^"]+)"/g, days * DAY_MS));
    }
  });
}
