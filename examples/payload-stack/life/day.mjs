// Ordinary life of the site: what happens at which hour. Everything is asked for real; nobody here means harm.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { reloadNginx } from '../../../lab/lib/host-setup.mjs';
import { buildImage, withFolder } from '../../../lab/lib/images.mjs';
import { addresses } from '../../../lab/lib/world.mjs';
import { makeCover } from '../scripts/native/browser.mjs';
import { makeSound } from './requests.mjs';

const image = 'station-payload:latest';
const standIns = ['ffprobe', 'rsync'];
const standInFolder = fileURLToPath(new URL('stand-ins', import.meta.url));

/**
 * @typedef {object} Life
 * @property {import('../../../lab/lib/reference.mjs').Reference} lab
 * @property {import('./people.mjs').People} people
 * @property {Map<string, number>} answers how many answers of each kind: `page 200`
 */

/** @param {Life} life @param {string} kind @param {Promise<Response>} response */
async function count({ answers }, kind, response) {
  const { status } = await response;
  answers.set(`${kind} ${status}`, (answers.get(`${kind} ${status}`) ?? 0) + 1);
  return response;
}

/** Next answers a prefetch without the right `_rsc` with the address that has it.
 * @param {Life} life @param {ReturnType<import('./people.mjs').People['at']>} somebody @param {string} link
 * @param {Record<string, string>} headers */
async function prefetch(life, somebody, link, headers) {
  const first = await somebody.ask(link, { headers });
  const where = new URL(first.headers.get('location') ?? link, 'https://cms.station.example');
  await count(life, 'prefetch', somebody.ask(`${where.pathname}${where.search}`, { headers }));
}

/** An anonymous visitor: home, one episode, and the links that the browser fetches ahead. @param {Life} life @param {number} who */
export async function visit(life, who) {
  const somebody = life.people.at(who);
  await count(life, 'page', somebody.ask('/'));
  await count(life, 'page', somebody.ask('/episodes/morning-0'));
  const ahead = { rsc: '1', 'next-router-prefetch': '1', 'next-url': '/' };
  const links = Array.from({ length: 6 }, (_, index) => `/episodes/morning-${2 * index}`);
  await Promise.all(links.map((link) => prefetch(life, somebody, link, ahead)));
}

/** A search engine, and somebody who looks for other people's software. @param {Life} life @param {number} who */
export async function crawl(life, who) {
  const google = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
  const engine = life.people.at(who, { headers: { 'user-agent': google } });
  for (const path of ['/robots.txt', '/sitemap.xml', '/', '/episodes/morning-0'])
    await count(life, 'crawler', engine.ask(path));
  const curious = life.people.at(who + 1, { headers: { 'user-agent': 'Go-http-client/1.1' } });
  for (const path of ['/wp-login.php', '/.env', '/.git/config', '/phpmyadmin/index.php', '/api/users'])
    await count(life, 'noise', curious.ask(path));
}

/** An editor's hour: a typo, login, a few pages, an episode, a cover, a sound, logout. @param {Life} life @param {number} who @param {number} hour */
export async function edit(life, who, hour) {
  const { email, password } = life.lab.admin;
  const door = life.people.at(who);
  if (hour % 4 === 0)
    await count(life, 'typo', door.json('POST', '/api/users/login', { email, password: 'Password1' }));
  const login = await count(life, 'login', door.json('POST', '/api/users/login', { email, password }));
  const { token } = await login.json();
  const editor = life.people.at(who, { token });
  const cookie = { cookie: `payload-token=${token}` };
  for (const path of ['/admin', '/admin/collections/episodes', '/admin/collections/media'])
    await count(life, 'admin', door.ask(path, { headers: cookie }));
  const episode = {
    title: `Morning ${hour}`,
    slug: `morning-${hour}`,
    _status: 'published',
    summary: 'News; music & more',
  };
  const made = await (await count(life, 'episode', editor.json('POST', '/api/episodes', episode))).json();
  await count(
    life,
    'episode',
    editor.json('PATCH', `/api/episodes/${made.doc?.id}`, { summary: `$(date) at ${hour}` }),
  );
  await count(life, 'upload', editor.upload(`cover ${hour}; v2.png`, 'image/png', await makeCover()));
  await count(life, 'upload', editor.upload(`interview $(${hour}).mp3`, 'audio/mpeg', makeSound(5)));
  await count(life, 'logout', editor.json('POST', '/api/users/logout', {}));
}

/** Guesses at the SSH door, refused. @param {Life} life */
export async function guess({ lab }) {
  const quiet = ['-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'];
  for (const name of ['root', 'oracle', 'deploy'])
    await lab.world.prober.run(['ssh', ...quiet, '-o', 'ConnectTimeout=3', `${name}@${addresses.server.v4}`, 'true']);
}

/** A new release: another layer on the image, and a new container. @param {Life} life @param {string} release */
export async function deploy({ lab }, release) {
  await withFolder(async (folder) => {
    for (const name of standIns) {
      const text = (await readFile(`${standInFolder}/${name}`, 'utf8')).replace(
        '/usr/bin/env node',
        '/usr/local/bin/node',
      );
      await writeFile(`${folder}/${name}`, text, { mode: 0o755 });
    }
    const lines = [`FROM ${image}`, `COPY ${standIns.join(' ')} /usr/bin/`, `LABEL release=${release}`];
    await writeFile(`${folder}/Dockerfile`, `${lines.join('\n')}\n`);
    await buildImage(lab.docker, folder, image);
  });
  await lab.project.recreate('payload');
}

/** What logrotate(8) does with nginx' logs. @param {Life} life */
export async function rotate({ lab }) {
  const script = 'cd /var/log/nginx && for f in access error; do mv $f.log $f.log.1; done && nginx -s reopen';
  await lab.server.must(['sh', '-c', script]);
}

/** `nginx -s reload`, as a renewed certificate asks for. @param {Life} life */
export const reload = ({ lab }) => reloadNginx(lab.server);

/** A job of the site in a container of its own that is gone afterwards: the sources are the project's.
 * @param {Life} life */
export async function job({ lab }) {
  const command = ['node', '/srv/jobs/run.mjs', 'mirror'];
  const name = 'station-jobs-run-1';
  const folder = `${lab.project.folder}/app/jobs`;
  await lab.docker.remove(name);
  await lab.docker.create(name, {
    Image: image,
    Cmd: command,
    User: '1000:1000',
    Env: ['MEDIA_DIR=/data/media', 'MIRROR_TARGET=/tmp/mirror/', 'NODE_ENV=production'],
    Labels: {
      'com.docker.compose.project': 'station',
      'com.docker.compose.service': 'jobs',
      'com.docker.compose.oneoff': 'True',
    },
    HostConfig: {
      Binds: ['station_media:/data/media:ro', `${folder}:/srv/jobs:ro`],
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      Tmpfs: { '/tmp': 'rw,noexec,nosuid,nodev,size=64m' },
      Memory: 256 << 20,
      PidsLimit: 50,
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '2' } },
    },
  });
  await lab.docker.start(name);
  const { StatusCode: code } = JSON.parse(await lab.docker.call('POST', `/containers/${name}/wait`));
  await lab.docker.remove(name);
  if (code !== 0) throw new Error(`the job ended with ${code}`);
}

/** What people do in one hour. @param {Life} life @param {number} hour */
export async function liveHour(life, hour) {
  const busy = [visit(life, hour % 8), visit(life, 8 + (hour % 8)), guess(life)];
  // Two editors: nginx lets one address log in and out ten times a minute.
  if (hour % 2 === 0) busy.push(edit(life, 16 + ((hour / 2) % 2), hour));
  if (hour % 3 === 1) busy.push(crawl(life, 18));
  await Promise.all(busy);
}

/** What the operator does in twelve hours, by the hour. @type {Record<number, (life: Life) => Promise<unknown>>} */
export const chores = { 3: rotate, 5: job, 7: (life) => deploy(life, '2'), 9: reload };
