// A real Docker Engine on the lab's server: Debian's packages, default paths, a socket that only this server has.
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { dockerClient } from './docker-api.mjs';
import { until } from './process.mjs';

const controllers = '/sys/fs/cgroup';
const runcPath = fileURLToPath(new URL('runc.sh', import.meta.url));

/** Removes the empty cgroup folders below one of ours (rmdir only: a folder in use stays). @param {string} folder */
async function removeEmptyCgroups(folder) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await removeEmptyCgroups(`${folder}/${entry.name}`);
  // A cgroup whose last process is still being reaped refuses; the next run's sweep takes it.
  await rmdir(folder).catch(() => {});
}

/** Removes the cgroups of runs that have ended, and of this one when `also` names it. @param {string} [also] */
export async function sweepCgroups(also) {
  for (const controller of await readdir(controllers)) {
    const entries = await readdir(`${controllers}/${controller}`).catch(() => []);
    for (const name of entries.filter((entry) => /^candor-lab-\d+-\d+$/.test(entry))) {
      const owner = await readFile(`/proc/${name.split('-')[2]}/stat`).catch(() => null);
      if (owner === null || name === also) await removeEmptyCgroups(`${controllers}/${controller}/${name}`);
    }
  }
}

/** The daemon's configuration: what CIS 2.x asks for and the 20.10 engine has. @param {string} cgroupParent */
const daemonJson = (cgroupParent) => ({
  'cgroup-parent': cgroupParent,
  'exec-opts': ['native.cgroupdriver=cgroupfs'],
  icc: false,
  'live-restore': true,
  'log-driver': 'json-file',
  'log-opts': { 'max-size': '10m', 'max-file': '5' },
  'no-new-privileges': true,
  'storage-driver': 'overlay2',
});

/**
 * Starts the daemon and waits for its first answer.
 * @param {import('./world.mjs').Host} server @param {import('./docker-api.mjs').Docker} docker
 */
export async function launchEngine(server, docker) {
  const command = 'setsid /usr/sbin/dockerd -H unix:///var/run/docker.sock >>/var/log/dockerd.log 2>&1 </dev/null &';
  await server.must(['sh', '-c', command], {
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' },
  });
  try {
    await until('the Docker engine', () => docker.call('GET', '/_ping'));
  } catch (error) {
    const log = await readFile(`${server.root}/var/log/dockerd.log`, 'utf8').catch(() => '');
    throw new Error(`dockerd did not start: ${log.split('\n').slice(-5).join('\n')}`, { cause: error });
  }
}

/** Engines of this process: each has cgroups of its own. */
let started = 0;

/**
 * Configures an engine for the server and starts it (0.3 s).
 * @param {import('./world.mjs').Host} server
 */
export async function startEngine(server) {
  started += 1;
  const cgroup = `candor-lab-${process.pid}-${started}`;
  await sweepCgroups();
  await mkdir(`${server.root}/etc/docker`, { recursive: true });
  await mkdir(`${server.root}/usr/local/sbin`, { recursive: true });
  await writeFile(`${server.root}/usr/local/sbin/runc`, await readFile(runcPath), { mode: 0o755 });
  await writeFile(
    `${server.root}/etc/docker/daemon.json`,
    `${JSON.stringify(daemonJson(`/${cgroup}/docker`), null, 2)}\n`,
  );
  const docker = dockerClient(`${server.root}/run/docker.sock`);
  await launchEngine(server, docker);
  return { docker, removeCgroups: () => sweepCgroups(cgroup) };
}
