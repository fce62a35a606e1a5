// The moves that seeded defects are made of. Each does one thing to the lab and answers with what undoes it.
import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { reloadNginx } from './host-setup.mjs';
import { buildImage } from './images.mjs';
import { projectFolder } from './lab.mjs';
import { until } from './process.mjs';

/** @typedef {import('./lab.mjs').Lab} Lab */
/** @typedef {() => Promise<void>} Undo */
/**
 * One seeded defect: what is wrong, which checks must name it, and how it gets there.
 * @typedef {{ id: string, title: string, expects: readonly string[], apply: (lab: Lab) => Promise<Undo> }} Defect
 */

/** Undoes several moves, the last one first. @param {readonly Undo[]} undos @returns {Undo} */
export function undoAll(undos) {
  return async () => {
    for (const undo of undos.toReversed()) await undo();
  };
}

/**
 * Changes one service of the compose file and brings the engine to it.
 * @param {Lab} lab @param {string} name @param {(service: import('./compose.mjs').Service) => void} change
 * @returns {Promise<Undo>}
 */
export function editService(lab, name, change) {
  return lab.project.edit((project) => change(project.services[name] ?? {}));
}

/**
 * Writes a file on the server; undone, it is what it was before, or gone.
 * @param {Pick<Lab, 'server'>} lab @param {string} path @param {string | Buffer | ((before: string) => string)} content
 * @param {{ mode?: number, owner?: string }} [options]
 * @returns {Promise<Undo>}
 */
export async function writeHostFile(lab, path, content, { mode, owner } = {}) {
  const file = `${lab.server.root}${path}`;
  const before = await readFile(file).catch(() => null);
  const beforeMode = before === null ? 0 : (await stat(file)).mode & 0o7777;
  await mkdir(file.slice(0, file.lastIndexOf('/')), { recursive: true });
  await writeFile(file, typeof content === 'function' ? content(before?.toString('utf8') ?? '') : content);
  if (mode !== undefined) await chmod(file, mode);
  if (owner !== undefined) await lab.server.must(['chown', owner, path]);
  return async () => {
    if (before === null) return rm(file, { force: true });
    await writeFile(file, before);
    await chmod(file, beforeMode);
  };
}

/**
 * Changes one nginx file and reloads. @param {Lab} lab @param {string} path below /etc/nginx
 * @param {(before: string) => string} change @returns {Promise<Undo>}
 */
export async function editNginx(lab, path, change) {
  const undo = await writeHostFile(lab, `/etc/nginx/${path}`, (before) => {
    const after = change(before);
    if (after === before) throw new Error(`nothing to change in /etc/nginx/${path}`);
    return after;
  });
  await reloadNginx(lab.server);
  return async () => {
    await undo();
    await reloadNginx(lab.server);
  };
}

/**
 * Starts a program on the server that goes on, as a child of init. @param {Lab} lab @param {string} command for sh
 * @returns {Promise<Undo>}
 */
export async function startOnHost(lab, command) {
  const pid = (
    await lab.server.must(['sh', '-c', `setsid sh -c 'exec ${command}' >/dev/null 2>&1 </dev/null & echo $!`])
  ).trim();
  const isRunning = `test -n "$(tr -d '\\0' </proc/${pid}/cmdline)" && ! grep -aq '^s[eh]' /proc/${pid}/cmdline && echo yes`;
  await until(`${command} to run`, () => lab.server.must(['sh', '-c', isRunning]), { timeoutMs: 3000 });
  return async () => {
    await lab.server.run(['kill', '-9', pid]);
  };
}

/**
 * Puts one rule before the others, as somebody does who wants a port to work at last.
 * @param {Pick<Lab, 'server'>} lab @param {readonly string[]} rule chain first: `['DOCKER-USER', '-j', 'RETURN']`
 * @returns {Promise<Undo>}
 */
export async function openFirewall(lab, rule) {
  await lab.server.must(['iptables', '-I', ...rule]);
  return async () => {
    await lab.server.must(['iptables', '-D', ...rule]);
  };
}

/**
 * Writes one line to a container's log, as its main process would; undone, the container (and its log) is made anew.
 * @param {Lab} lab @param {string} service @param {string} line @returns {Promise<Undo>}
 */
export async function logLine(lab, service, line) {
  await lab.docker.exec(`station-${service}-1`, ['sh', '-c', 'echo "$1" >/proc/1/fd/2', 'sh', line]);
  return () => lab.project.recreate(service);
}

/**
 * A second image of the CMS, built from a changed copy of its folder, and the service moved to it.
 * @param {Lab} lab @param {string} tag @param {(app: string) => Promise<void>} change on the copy, as seen from here
 * @returns {Promise<Undo>}
 */
export async function deployChangedCms(lab, tag, change) {
  const original = `${projectFolder}/cms`;
  const kept = `${projectFolder}/.cms-before`;
  await lab.server.must(['sh', '-c', `cp -a ${original} ${kept}`]);
  const restoreFiles = async () => {
    await lab.server.must(['sh', '-c', `rm -rf ${original} && mv ${kept} ${original}`]);
  };
  try {
    await change(`${lab.server.root}${original}`);
    await buildImage(lab.docker, `${lab.server.root}${original}`, `station/cms:${tag}`);
    const undo = await editService(lab, 'cms', (service) => {
      service.image = `station/cms:${tag}`;
    });
    return undoAll([restoreFiles, undo]);
  } catch (error) {
    await restoreFiles();
    throw error;
  }
}

/** Puts one file into a container's own layer, as a write of an intruder would: through the root of its first process.
 * @param {Lab} lab @param {string} container @param {string} path @param {Buffer} bytes @param {number} mode */
export async function writeInContainer(lab, container, path, bytes, mode) {
  const { State } = await lab.docker.inspect(container);
  const file = `${lab.server.root}/proc/${State.Pid}/root${path}`;
  await writeFile(file, bytes);
  await chmod(file, mode);
}
