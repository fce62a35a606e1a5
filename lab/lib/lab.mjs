// The whole lab: hosts on a wire, the engine, the stack of the case on the server, an edge in front. One `openLab`,
// one `close` that undoes all of it; also after a failure, Ctrl-C or a kill of this process.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFile, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { placeFreshAdvisories } from './advisory-clock.mjs';
import { makeAuthority, makeCertificate } from './certificates.mjs';
import { placeBuild, placeModules } from './cms-files.mjs';
import { startEngine } from './engine.mjs';
import { addOwnJobs, prepareServer, publicNames, setFirewall, startNginx, startSshd } from './host-setup.mjs';
import { buildImage, importBases } from './images.mjs';
import { installParts, parts } from './parts.mjs';
import { until } from './process.mjs';
import { composeProject } from './project.mjs';
import { addresses, createWorld } from './world.mjs';

const stackFolder = fileURLToPath(new URL('../stack', import.meta.url));
/** Where the project lies on the server. */
export const projectFolder = '/srv/station';

/** @param {import('./world.mjs').Host} server */
async function placeProject(server) {
  const project = `${server.root}${projectFolder}`;
  await mkdir(project, { recursive: true });
  for (const name of ['compose.yaml', 'candor.yaml', 'cms', 'newsletter'])
    await cp(`${stackFolder}/${name}`, `${project}/${name}`, { recursive: true });
  const password = randomBytes(24).toString('base64url');
  const secrets = {
    DATABASE_URI: `mongodb://station:${password}@mongo:27017/station?authSource=station`,
    PAYLOAD_SECRET: randomBytes(48).toString('base64url'),
    STATION_DB_PASSWORD: password,
  };
  await writeFile(
    `${project}/.env`,
    Object.entries(secrets)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
    { mode: 0o600 },
  );
  await placeModules(`${project}/cms`, parts.nextFixed);
  await placeBuild(`${project}/cms`);
  await server.must(['chmod', '-R', 'go-w', projectFolder]);
}

/** Certificates of the server and of the edge, by an authority that the server trusts.
 * @param {import('./world.mjs').Host} server @param {string} secrets folder for the lab's keys on the server's tmpfs */
export async function placeCertificates(server, secrets) {
  await makeAuthority(`${secrets}/ca`);
  await makeCertificate({
    authority: `${secrets}/ca`,
    folder: `${server.root}/etc/ssl/station`,
    names: publicNames,
    days: 80,
  });
  await makeCertificate({
    authority: `${secrets}/ca`,
    folder: `${secrets}/edge`,
    names: publicNames,
    days: 80,
    usage: 'serverAuth,clientAuth',
  });
  const bundle = `${server.root}/etc/ssl/certs/ca-certificates.crt`;
  await writeFile(bundle, `${await readFile(bundle, 'utf8')}${await readFile(`${secrets}/ca/ca.pem`, 'utf8')}`);
}

/** Starts the proxy on the edge. It ends with its namespaces' holder or with this process.
 * @param {import('./world.mjs').World} world @param {string} secrets */
export async function startEdge(world, secrets) {
  const script = fileURLToPath(new URL('edge-server.mjs', import.meta.url));
  const command = [
    ...world.edge.enter,
    process.execPath,
    script,
    `${secrets}/edge`,
    addresses.server.v4,
    `${secrets}/ca`,
  ];
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...command], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('close', (code) => reject(new Error(`the edge ended: ${code}`)));
  });
  return () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  };
}

/** One page view of a visitor: from the prober, through the edge. @param {import('./world.mjs').World} world
 * @param {string} secrets @param {string} path */
export async function visit(world, secrets, path) {
  const name = publicNames[0] ?? '';
  const outcome = await world.prober.run([
    ...['curl', '-sS', '-m', '5', '-o', '/dev/null', '-w', '%{http_code}', '--cacert', `${secrets}/ca/ca.pem`],
    ...['--resolve', `${name}:443:${addresses.edge.v4}`, `https://${name}${path}`],
  ]);
  return Number(outcome.stdout);
}

/** What is open in this process, for {@link closeAll}. @type {Set<() => Promise<void>>} */
export const openNow = new Set();

/** Closes every lab of this process: for a signal's handler. */
export async function closeAll() {
  for (const close of [...openNow].reverse()) await close();
}

/**
 * A server on the wire with accounts, names, package mirror, sshd and firewall, and nothing else (0.7 s).
 * Everything that is started later hands its end to `onClose`; `close` runs them, the last one first.
 */
export async function openServer() {
  await installParts();
  const world = await createWorld();
  const secrets = `${world.server.root}/run/lab`;
  /** @type {(() => void | Promise<void>)[]} */ const closers = [];
  const close = async () => {
    for (const step of closers.splice(0).reverse()) await step();
    await world.close();
    openNow.delete(close);
  };
  openNow.add(close);
  try {
    await mkdir(secrets, { mode: 0o700 });
    await prepareServer(world.server);
    await placeFreshAdvisories(world.server);
    const ssh = await startSshd(world.server, secrets);
    return {
      world,
      server: world.server,
      secrets,
      ssh,
      onClose: (/** @type {() => void | Promise<void>} */ step) => closers.push(step),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Brings everything up (about 5 s). @param {{ log?: (line: string) => void }} [options] */
export async function openLab({ log = () => {} } = {}) {
  const base = await openServer();
  const { world, server, secrets, ssh } = base;
  let removeCgroups = async () => {};
  const close = async () => {
    await base.close();
    await removeCgroups();
    openNow.delete(close);
  };
  openNow.add(close);
  try {
    const engine = await startEngine(server);
    removeCgroups = engine.removeCgroups;
    log('engine up');
    await Promise.all([placeCertificates(server, secrets), importBases(engine.docker), placeProject(server)]);
    for (const name of ['cms:1.4.0', 'newsletter:2.1.0']) {
      await buildImage(engine.docker, `${server.root}${projectFolder}/${name.split(':')[0]}`, `station/${name}`);
    }
    log('images built');
    await appendFile(`${server.root}${projectFolder}/candor.yaml`, `sshKeys: ['${ssh.fingerprint}']\n`);
    await addOwnJobs(server);
    await setFirewall(server);
    const project = composeProject(engine.docker, server.root, projectFolder);
    await project.up();
    await startNginx(server);
    base.onClose(await startEdge(world, secrets));
    await until('the public page', async () => (await visit(world, secrets, '/')) === 200);
    return { world, server, docker: engine.docker, project, secrets, ssh, close };
  } catch (error) {
    await close();
    throw error;
  }
}
/** @typedef {Awaited<ReturnType<typeof openLab>>} Lab */
