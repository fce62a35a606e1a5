// The reference stack of examples/payload-stack on a server of the lab: its compose file, nginx, packet filter, units and
// candor.yaml as they are, but for the addresses of the edge. What else differs is in lab/reference/compose.lab.yaml.
import { randomBytes } from 'node:crypto';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { nftForm, nginxForm, readRanges } from '../../examples/payload-stack/scripts/edge-ranges.mjs';
import { startEngine } from './engine.mjs';
import { startNginx } from './host-setup.mjs';
import { importBases } from './images.mjs';
import { openNow, openServer, placeCertificates, projectFolder, startEdge, visit } from './lab.mjs';
import { until } from './process.mjs';
import { composeProject } from './project.mjs';
import { appFolder, buildReferenceApp, exampleFolder } from './reference-app.mjs';
import { setHost } from './reference-host.mjs';
import { buildApp, buildRuntime } from './reference-images.mjs';

const edgeRange = '192.0.2.0/24';
const repo = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const ownFiles = [
  'compose.yaml',
  'candor.yaml',
  'Dockerfile',
  '.dockerignore',
  'health.mjs',
  'database',
  'nginx',
  'host',
  'scripts',
];
const appFiles = ['package.json', 'package-lock.json', 'next.config.mjs', 'tsconfig.json', 'src', 'jobs', 'scripts'];

/** The project as a checkout has it: source and lock file, nothing installed. @param {import('./world.mjs').Host} server */
async function placeProject(server) {
  const project = `${server.root}${projectFolder}`;
  await mkdir(`${project}/app`, { recursive: true });
  for (const name of ownFiles) await cp(`${exampleFolder}/${name}`, `${project}/${name}`, { recursive: true });
  for (const name of appFiles) await cp(`${appFolder}/${name}`, `${project}/app/${name}`, { recursive: true });
  await cp(`${repo}/lab/reference/compose.lab.yaml`, `${project}/compose.lab.yaml`);
  await writeFile(`${project}/.env`, 'NODE_IMAGE=node:24.21.0-bookworm-slim\nMONGO_IMAGE=mongo:8.0.17\n', {
    mode: 0o600,
  });
  await server.must(['chmod', '-R', 'go-w', projectFolder]);
}

/** Secrets by the example's own script; the app's database is a file. @param {import('./world.mjs').Host} server */
async function placeSecrets(server) {
  await server.must(['sh', `${projectFolder}/scripts/make-secrets.sh`]);
  await writeFile(`${server.root}${projectFolder}/secrets/database_uri`, 'file:/data/database/station.db');
}

/** The one thing that is another site's: where the edge comes from, and who may open the admin pages.
 * @param {import('./world.mjs').Host} server @param {string} fingerprint of the key that may log in */
async function declareSite(server, fingerprint) {
  const project = `${server.root}${projectFolder}`;
  const ranges = readRanges(edgeRange);
  await writeFile(`${project}/nginx/snippets/edge-ranges.conf`, nginxForm(ranges));
  await writeFile(`${project}/host/edge-ranges.nft`, nftForm(ranges));
  await writeFile(`${project}/nginx/snippets/admin-clients.conf`, 'allow 100.64.0.0/24;\n');
  const path = `${project}/candor.yaml`;
  const declared = (await readFile(path, 'utf8'))
    .replace('name: cloudflare', 'name: station-edge')
    .replace(/asOf: .*/, `asOf: ${new Date().toISOString().slice(0, 10)}`)
    .replace(/(?<= {2}ranges:\n)(?: {4}- .*\n)+/, `    - '${edgeRange}'\n`);
  await writeFile(path, `${declared}sshKeys: ['${fingerprint}']\n`);
}

/** Takes the first account with the setup code, as the operator does. @param {import('./world.mjs').Host} server */
async function claimFirstUser(server) {
  const password = randomBytes(18).toString('base64url');
  const setupCode = await readFile(`${server.root}${projectFolder}/secrets/setup_code`, 'utf8');
  const body = JSON.stringify({ email: 'admin@station.example', password, 'confirm-password': password, setupCode });
  const address = 'http://127.0.0.1:3000/api/users/first-register';
  const answer = await server.must(
    [
      'curl',
      '-sS',
      '-m',
      '10',
      '-w',
      '\n%{http_code}',
      '-H',
      'content-type: application/json',
      '--data-binary',
      '@-',
      address,
    ],
    { input: body },
  );
  if (!answer.trimEnd().endsWith('200')) throw new Error(`the first account was not made: ${answer.slice(0, 300)}`);
  return { email: 'admin@station.example', password };
}

/**
 * Brings the reference stack up on a server of its own (about 10 s with a built app); `close` undoes all of it.
 * @param {{ log?: (line: string) => void, claim?: boolean }} [options] `claim: false` leaves the first account to be taken
 */
export async function openReference({ log = () => {}, claim = true } = {}) {
  await buildReferenceApp();
  log('app built');
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
    const { docker } = engine;
    await Promise.all([placeCertificates(server, secrets), importBases(docker), placeProject(server)]);
    await cp(`${secrets}/ca/ca.pem`, `${server.root}/etc/ssl/station/edge-ca.pem`);
    await buildRuntime(docker);
    await buildApp(docker, 'station-payload:latest');
    log('images built');
    await placeSecrets(server);
    await declareSite(server, ssh.fingerprint);
    await setHost(server, `${server.root}${projectFolder}/host`);
    const project = composeProject(docker, server.root, projectFolder, ['compose.yaml', 'compose.lab.yaml']);
    await project.up();
    log('containers answer');
    const admin = claim ? await claimFirstUser(server) : null;
    await startNginx(server, `${server.root}${projectFolder}/nginx`);
    base.onClose(await startEdge(world, secrets));
    await until('the public page', async () => (await visit(world, secrets, '/')) === 200);
    return { world, server, docker, project, secrets, ssh, admin, close };
  } catch (error) {
    await close();
    throw error;
  }
}
/** @typedef {Awaited<ReturnType<typeof openReference>>} Reference */
