// A package mirror in a folder of the server, so that "are updates pending?" has an answer without a network: apt reads
// it by file:, under the labels of Debian's security archive.
import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';

const folder = '/srv/mirror';

/** @typedef {{ name: string, version: string }} Update */

/** @param {Update} update */
const record = ({ name, version }) =>
  `Package: ${name}\nVersion: ${version}\nArchitecture: amd64\nMaintainer: Lab <lab@station.example>\nFilename: pool/${name}.deb\nSize: 1\nSHA256: ${'0'.repeat(64)}\nDescription: an update that waits\n`;

/**
 * Publishes these updates as the whole security archive, and lets the server's apt read it.
 * @param {import('./world.mjs').Host} server
 * @param {readonly Update[]} updates
 * @param {Date} [publishedAt] when the archive says that it was made
 */
export async function publishUpdates(server, updates, publishedAt = new Date()) {
  const dist = `${server.root}${folder}/dists/bookworm-security`;
  await mkdir(`${dist}/main/binary-amd64`, { recursive: true });
  const packages = updates.map(record).join('\n');
  await writeFile(`${dist}/main/binary-amd64/Packages`, packages);
  const sum = createHash('sha256').update(packages).digest('hex');
  const head =
    'Origin: Debian\nLabel: Debian-Security\nSuite: stable-security\nVersion: 12\nCodename: bookworm-security\nArchitectures: amd64\nComponents: main\n';
  await writeFile(
    `${dist}/Release`,
    `${head}Date: ${publishedAt.toUTCString()}\nSHA256:\n ${sum} ${Buffer.byteLength(packages)} main/binary-amd64/Packages\n`,
  );
  // apt keeps the list that it has when the new one says that it is older (protection from replays).
  await server.must(['sh', '-c', 'rm -f /var/lib/apt/lists/_srv_mirror_*']);
  await server.must(['apt-get', '-qq', '-o', 'APT::Sandbox::User=root', 'update']);
}

/** Takes the machine's own package sources and lists away from the server. @param {import('./world.mjs').Host} server */
export async function useMirror(server) {
  const apt = `${server.root}/etc/apt`;
  for (const name of await readdir(`${apt}/sources.list.d`)) await rm(`${apt}/sources.list.d/${name}`);
  const lists = `${server.root}/var/lib/apt/lists`;
  for (const name of await readdir(lists))
    if (name !== 'partial' && name !== 'auxfiles') await rm(`${lists}/${name}`, { recursive: true });
  await writeFile(`${apt}/sources.list`, `deb [trusted=yes] file:${folder} bookworm-security main\n`);
  await publishUpdates(server, []);
}
