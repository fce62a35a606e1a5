// Images without a registry: a small Debian-like root with the real Node 24, given to the engine as `docker import`
// does it, and the apps built on it by the engine's own builder.

import { spawn } from 'node:child_process';
import { cp, link, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { parts } from './parts.mjs';
import { must } from './process.mjs';

/** The tag under which the base of both apps is known; the Dockerfiles name it. */
export const nodeImage = 'node:24.21.0-bookworm-slim';

const applets = [
  'cat',
  'chmod',
  'cp',
  'date',
  'env',
  'id',
  'ls',
  'mkdir',
  'mv',
  'nc',
  'ps',
  'rm',
  'sh',
  'sleep',
  'tar',
  'touch',
  'true',
  'wget',
  'whoami',
];
/** Parts of the C library that a Debian image has and node does not ask for; native addons do. */
const furtherLibraries = ['libresolv.so.2', 'librt.so.1'].map((name) => `/lib/x86_64-linux-gnu/${name}`);
const accounts =
  'root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\nmongodb:x:999:999::/data/db:/usr/sbin/nologin\n';
const osRelease =
  'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION="12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\n';

/** Runs `use` with a fresh folder that is gone afterwards.
 * @template T @param {(folder: string) => Promise<T>} use @returns {Promise<T>} */
export async function withFolder(use) {
  const folder = await mkdtemp(`${tmpdir()}/candor-lab-`);
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The shared objects that a program loads, by ldd(1). @param {string} program */
async function libraries(program) {
  const lines = (await must(['ldd', program])).split('\n');
  return lines.map((line) => /(?:=> )?(\/\S+) \(0x/.exec(line)?.[1]).filter((path) => path !== undefined);
}

/** @param {string} root an empty folder that becomes a container's root */
export async function fillRoot(root) {
  for (const folder of [
    'bin',
    'dev',
    'etc',
    'home/node',
    'lib64',
    'proc',
    'root',
    'sys',
    'tmp',
    'usr/local/bin',
    'usr/lib',
    'usr/bin',
    'var/lib/dpkg',
  ]) {
    await mkdir(`${root}/${folder}`, { recursive: true });
  }
  await cp('/usr/bin/busybox', `${root}/bin/busybox`);
  for (const applet of applets) await symlink('busybox', `${root}/bin/${applet}`);
  for (const path of [...(await libraries(parts.node24)), ...furtherLibraries]) {
    await mkdir(`${root}${path.slice(0, path.lastIndexOf('/'))}`, { recursive: true });
    await cp(path, `${root}${path}`, { dereference: true });
  }
  await writeFile(`${root}/etc/passwd`, accounts);
  await writeFile(`${root}/etc/group`, 'root:x:0:\nnode:x:1000:\nmongodb:x:999:\n');
  await writeFile(`${root}/etc/os-release`, osRelease);
  await writeFile(`${root}/etc/nsswitch.conf`, 'passwd: files\nhosts: files dns\n');
  await writeFile(`${root}/var/lib/dpkg/status`, '');
  await must(['chmod', '1777', `${root}/tmp`]);
}

/** `docker import` of a folder. @param {import('./docker-api.mjs').Docker} docker @param {string} root @param {string} image
 * @param {readonly string[]} changes Dockerfile instructions */
export async function importFolder(docker, root, image, changes) {
  const [repository, tag] = image.split(':');
  const query = new URLSearchParams({ fromSrc: '-', repo: repository ?? '', tag: tag ?? 'latest' });
  for (const change of changes) query.append('changes', change);
  const tar = spawn('tar', ['-C', root, '--numeric-owner', '--owner=0', '--group=0', '-cf', '-', '.'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const answer = await docker.call('POST', `/images/create?${query}`, { tar: tar.stdout });
  if (answer.includes('"error"')) throw new Error(`docker import ${image}: ${answer}`);
}

/** Makes the two bases: Node for the apps, and mongod's stand-in, whose program is Node under another name.
 * @param {import('./docker-api.mjs').Docker} docker */
export async function importBases(docker) {
  await withFolder(async (root) => {
    await fillRoot(root);
    await cp(parts.node24, `${root}/usr/local/bin/node`);
    const path = 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    await importFolder(docker, root, nodeImage, [path, 'ENV NODE_VERSION=24.21.0', 'CMD ["node"]']);
    await link(`${root}/usr/local/bin/node`, `${root}/usr/bin/mongod`);
    await rm(`${root}/usr/local/bin/node`);
    await mkdir(`${root}/usr/lib/mongod`);
    for (const name of ['bson.cjs', 'scram.cjs', 'mongod.cjs']) {
      await cp(new URL(`../stack/mongo/${name}`, import.meta.url), `${root}/usr/lib/mongod/${name}`);
    }
    await mkdir(`${root}/data/db`, { recursive: true });
    await must(['chown', '999:999', `${root}/data/db`]);
    await importFolder(docker, root, 'mongo:8.0.17', [
      path,
      'ENV MONGO_MAJOR=8.0',
      'ENV MONGO_VERSION=8.0.17',
      'VOLUME /data/db',
      'EXPOSE 27017',
      'CMD ["mongod"]',
    ]);
  });
}

/** `docker build` with the engine's own builder; no instruction of ours needs the network.
 * @param {import('./docker-api.mjs').Docker} docker @param {string} folder @param {string} image */
export async function buildImage(docker, folder, image) {
  const tar = spawn('tar', ['-C', folder, '-cf', '-', '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const answer = await docker.call('POST', `/build?t=${encodeURIComponent(image)}&version=1`, { tar: tar.stdout });
  const error = answer.split('\n').find((line) => line.includes('"error"'));
  if (error) throw new Error(`docker build ${image}: ${error}`);
}

/** @param {string} path @returns {Promise<any>} */
export async function readJson(path) {
  return JSON.parse(await readFile(path, 'utf8'));
}

/** Changes a JSON file. @param {string} path @param {(value: any) => void} change */
export async function editJson(path, change) {
  const value = await readJson(path);
  change(value);
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
