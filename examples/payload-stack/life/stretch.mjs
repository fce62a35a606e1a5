// The evidence of a fast day, on the clock of the story: each time and each heartbeat in the logs, at the rate of the run.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { withEngineDown } from '../../../lab/lib/ageing.mjs';

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const two = (/** @type {number} */ value) => String(value).padStart(2, '0');

/** @param {string} text @param {(ms: number) => number} map */
function isoTimes(text, map) {
  return text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|\+00:00)/g, (at) => {
    const moved = new Date(map(Date.parse(at))).toISOString();
    return at.endsWith('Z') ? moved : moved.replace('Z', '000+00:00');
  });
}

/** nginx' `[22/Nov/2026:19:55:36 +0000]` and `2026/11/22 19:55:36`. @param {string} text @param {(ms: number) => number} map */
function nginxTimes(text, map) {
  const access = text.replace(/\[(\d\d)\/(\w{3})\/(\d{4}):([\d:]{8}) \+0000\]/g, (_, day, month, year, clock) => {
    const at = new Date(map(Date.parse(`${year}-${two(months.indexOf(month) + 1)}-${day}T${clock}Z`)));
    return `[${two(at.getUTCDate())}/${months[at.getUTCMonth()]}/${at.getUTCFullYear()}:${at.toISOString().slice(11, 19)} +0000]`;
  });
  return access.replace(/^(\d{4})\/(\d\d)\/(\d\d) ([\d:]{8})/gm, (_, year, month, day, clock) => {
    const at = new Date(map(Date.parse(`${year}-${month}-${day}T${clock}Z`))).toISOString();
    return `${at.slice(0, 10).replaceAll('-', '/')} ${at.slice(11, 19)}`;
  });
}

/** @param {string} path @param {(text: string) => string} change */
async function rewrite(path, change) {
  await writeFile(path, change(await readFile(path, 'utf8')));
}

/**
 * Moves what the server keeps. Lines from before the run keep their distance to its begin.
 * @param {import('../../../lab/lib/reference.mjs').Reference} lab @param {(ms: number) => number} map @param {number} rate
 */
export async function stretch(lab, map, rate) {
  const { server, docker } = lab;
  const beats = (/** @type {string} */ text) =>
    text.replace(/(\\?"heartbeatMs\\?":)(\d+)/g, (_, key, ms) => `${key}${Math.round(Number(ms) * rate)}`);
  await withEngineDown(server, docker, async (folder) => {
    for (const id of await readdir(folder)) {
      await rewrite(`${folder}/${id}/config.v2.json`, (text) =>
        text.replace(/"(?:Created|StartedAt)":"[^"]+"/g, (pair) => isoTimes(pair, map)),
      );
      for (const name of await readdir(`${folder}/${id}`))
        if (name.includes('-json.log')) await rewrite(`${folder}/${id}/${name}`, (text) => beats(isoTimes(text, map)));
    }
  });
  const logs = `${server.root}/var/log`;
  for (const name of await readdir(`${logs}/nginx`))
    await rewrite(`${logs}/nginx/${name}`, (text) => nginxTimes(text, map));
  await rewrite(`${logs}/auth.log`, (text) => isoTimes(text, map));
}
