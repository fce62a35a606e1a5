// `candor check --ssh` against a real sshd: its own one on loopback, with private keys, started and ended here.
// Prints one line a case and `N passed, N failed, N skipped` at the end. Needs root (for sshd) and openssh-server.
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTally, Skipped } from '../lib/tally.mjs';

const program = fileURLToPath(new URL('../../packages/candor/bin/candor.js', import.meta.url));
const strict = process.env.CI === 'true';
const tally = createTally((line) => process.stdout.write(`${line}\n`), strict);

/** @typedef {{ folder: string, port: number, close: () => void }} Lab */
/** @typedef {{ code: number | null, stdout: string, stderr: string }} Outcome */

/** @param {string} command @param {readonly string[]} args */
function must(command, args) {
  const result = spawnSync(command, args, { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${result.stderr}`);
}

/** What is missing for this suite, in words; null when nothing is. */
function missing() {
  if (process.getuid?.() !== 0) return 'sshd needs root';
  for (const path of ['/usr/sbin/sshd', '/usr/bin/ssh', '/usr/bin/ssh-keygen'])
    if (!existsSync(path)) return `${path} is not there (apt-get install openssh-server openssh-client)`;
  return null;
}

/** A port that was free a moment ago. @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** Keys: `id` logs in as root, `low` as nobody through a forced command, `wrong` not at all. @param {string} folder */
function makeKeys(folder) {
  for (const name of ['host', 'other', 'id', 'low', 'wrong'])
    must('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
  const key = (/** @type {string} */ name) => readFileSync(join(folder, `${name}.pub`), 'utf8').trim();
  const asNobody = 'exec setpriv --reuid=65534 --regid=65534 --clear-groups sh -c "$SSH_ORIGINAL_COMMAND"';
  const forced = `restrict,command="${asNobody.replaceAll('"', '\\"')}" ${key('low')}`;
  writeFileSync(join(folder, 'authorized_keys'), `${key('id')}\n${forced}\n`, { mode: 0o600 });
}

/** @returns {Promise<Lab>} */
async function start() {
  const folder = mkdtempSync(join(tmpdir(), 'lab-ssh-'));
  makeKeys(folder);
  const port = await freePort();
  const hadRun = existsSync('/run/sshd');
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const settings = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${folder}/host`,
    `AuthorizedKeysFile ${folder}/authorized_keys`,
    `PidFile ${folder}/pid`,
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'StrictModes no',
  ];
  writeFileSync(join(folder, 'sshd_config'), `${settings.join('\n')}\n`);
  const server = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(folder, 'sshd_config')], { stdio: 'ignore' });
  await until(() => existsSync(join(folder, 'pid')));
  return {
    folder,
    port,
    close: () => {
      server.kill('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
      if (!hadRun) rmSync('/run/sshd', { recursive: true, force: true });
    },
  };
}

/** @param {() => boolean} condition */
async function until(condition) {
  for (let tries = 0; tries < 100; tries += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('sshd did not come up');
}

/**
 * A laptop: its own folder with candor's `ssh` pointed at private files, and what it knows of the host.
 * @param {Lab} lab @param {{ key: string, known: string | null, port?: number }} having
 */
function laptop(lab, { key, known, port = lab.port }) {
  const home = mkdtempSync(join(lab.folder, 'laptop-'));
  const hostKey =
    known === null
      ? ''
      : readFileSync(join(lab.folder, `${known}.pub`), 'utf8')
          .split(' ')
          .slice(0, 2)
          .join(' ');
  writeFileSync(join(home, 'known_hosts'), known === null ? '' : `[127.0.0.1]:${port} ${hostKey}\n`);
  const config = [
    'Host *',
    `  IdentityFile ${lab.folder}/${key}`,
    '  IdentitiesOnly yes',
    '  IdentityAgent none',
    `  UserKnownHostsFile ${home}/known_hosts`,
    '  GlobalKnownHostsFile /dev/null',
  ];
  writeFileSync(join(home, 'config'), `${config.join('\n')}\n`);
  mkdirSync(join(home, 'bin'));
  writeFileSync(join(home, 'bin/ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F ${home}/config "$@"\n`);
  chmodSync(join(home, 'bin/ssh'), 0o755);
  return { home, target: `root@127.0.0.1:${port}` };
}

/** @param {{ home: string, target: string }} from @param {readonly string[]} args @returns {Promise<Outcome>} */
function check({ home, target }, args) {
  return new Promise((resolve) => {
    const command = [program, 'check', '--json', '--offline', '--ssh', target, ...args];
    const env = { ...process.env, PATH: `${home}/bin:${process.env.PATH}`, HOME: home };
    const child = spawn(process.execPath, command, { cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Folders of the collector under /tmp. */
const leftBehind = () => readdirSync('/tmp').filter((name) => name.startsWith('candor.'));

/** @param {Outcome} outcome */
function reportOf(outcome) {
  if (outcome.stdout === '') throw new Error(`no report (exit ${outcome.code}): ${outcome.stderr.slice(0, 500)}`);
  return JSON.parse(outcome.stdout);
}

/** @param {Outcome} outcome @param {RegExp} words */
function refused(outcome, words) {
  if (outcome.code !== 65) throw new Error(`exit ${outcome.code}, not 65: ${outcome.stderr.slice(0, 500)}`);
  if (!words.test(outcome.stderr)) throw new Error(`it says only: ${outcome.stderr.slice(0, 500)}`);
  if (!/hint: /.test(outcome.stderr)) throw new Error('no way out is named');
}

/** @param {Lab} lab @param {readonly string[]} args */
async function asRoot(lab, args) {
  const before = leftBehind();
  const started = performance.now();
  const report = reportOf(await check(laptop(lab, { key: 'id', known: 'host' }), args));
  if (report.results.length < 100) throw new Error(`only ${report.results.length} results`);
  const controls = report.results.find((/** @type {{ check: string }} */ result) => result.check === 'SNS-01');
  if (controls?.state === 'fail') throw new Error(`positive controls: ${controls.what}`);
  const left = leftBehind().filter((name) => !before.includes(name));
  if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`);
  return `${report.verdict.status}, ${report.results.length} results in ${Math.round(performance.now() - started)} ms`;
}

/** An ordinary user sees less, is told so, and is never told SAFE. @param {Lab} lab */
async function asUser(lab) {
  const report = reportOf(await check(laptop(lab, { key: 'low', known: 'host' }), []));
  const denied = report.results.filter((/** @type {{ reason: string }} */ { reason }) => reason === 'denied').length;
  if (denied === 0) throw new Error('nothing was denied to an ordinary user');
  if (report.verdict.status === 'SAFE') throw new Error('SAFE without root');
  return `${denied} denied`;
}

/** @type {readonly (readonly [string, (lab: Lab) => Promise<string | void>])[]} */
const cases = [
  ['ssh-root', (lab) => asRoot(lab, [])],
  [
    'ssh-sudo',
    async (lab) => {
      if (!existsSync('/usr/bin/sudo')) throw new Skipped('sudo is not installed');
      return asRoot(lab, ['--sudo']);
    },
  ],
  ['ssh-ordinary-user', asUser],
  [
    'ssh-sudo-asks-for-a-password',
    async (lab) => {
      if (!existsSync('/usr/bin/sudo')) throw new Skipped('sudo is not installed');
      refused(await check(laptop(lab, { key: 'low', known: 'host' }), ['--sudo']), /sudo asks for a password/);
    },
  ],
  [
    'ssh-unknown-host-key',
    async (lab) => refused(await check(laptop(lab, { key: 'id', known: null }), []), /host key is not known/),
  ],
  [
    'ssh-changed-host-key',
    async (lab) =>
      refused(await check(laptop(lab, { key: 'id', known: 'other' }), []), /host key is not the known one/),
  ],
  [
    'ssh-wrong-key',
    async (lab) => refused(await check(laptop(lab, { key: 'wrong', known: 'host' }), []), /refused the login/),
  ],
  [
    'ssh-nobody-listens',
    async (lab) => {
      const port = await freePort();
      refused(await check(laptop(lab, { key: 'id', known: 'host', port }), []), /no connection could be made/);
    },
  ],
];

const because = missing();
if (because !== null) {
  for (const [name] of cases) await tally.run(name, () => Promise.reject(new Skipped(because)));
} else {
  const lab = await start();
  try {
    for (const [name, body] of cases) await tally.run(name, () => body(lab));
  } finally {
    lab.close();
  }
}
process.stdout.write(`${tally.line()}\n`);
process.exitCode = tally.count.failed > 0 ? 1 : 0;
