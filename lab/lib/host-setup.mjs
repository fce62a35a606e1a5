// What stands on the server besides Docker: accounts, names, sshd, firewall, nginx. All of it in the server's own root.
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { useMirror } from './apt-mirror.mjs';
import { until } from './process.mjs';
import { addresses } from './world.mjs';

const stack = fileURLToPath(new URL('../stack', import.meta.url));

/** The public names that the server answers to, through the edge. */
export const publicNames = Object.freeze(['cms.station.example', 'letters.station.example']);

/** Files and folders of the machine that a server of this kind does not have. */
const foreign = ['/.dockerenv', '/container_info.json', '/farm', '/old_root', '/pyenv-installer', '/lost+found'];

/** @param {import('./world.mjs').Host} server */
async function setAccounts(server) {
  const etc = `${server.root}/etc`;
  /** @type {string[]} */
  const people = (await readFile(`${etc}/passwd`, 'utf8')).match(/^[^:\n]+(?=:[^:]*:[1-9]\d{3}:)/gm) ?? [];
  const added = {
    passwd: 'deploy:x:1001:1001:Deploy,,,:/home/deploy:/bin/bash',
    shadow: 'deploy:*:20000:0:99999:7:::',
    group: 'deploy:x:1001:',
  };
  for (const [file, line] of Object.entries(added)) {
    const lines = (await readFile(`${etc}/${file}`, 'utf8')).split('\n');
    const kept = lines.filter((each) => each !== '' && !people.includes(each.split(':')[0] ?? ''));
    await writeFile(`${etc}/${file}`, `${[...kept, line].join('\n')}\n`);
  }
  await server.must(['install', '-d', '-o', '1001', '-g', '1001', '-m', '700', '/home/deploy', '/home/deploy/.ssh']);
}

/** @param {import('./world.mjs').Host} server */
async function setNames(server) {
  const names = publicNames.join(' ');
  await writeFile(
    `${server.root}/etc/hosts`,
    `127.0.0.1 localhost\n127.0.1.1 web-1\n::1 localhost ip6-localhost ip6-loopback\n${addresses.edge.v4} ${names}\n`,
  );
  await writeFile(`${server.root}/etc/hostname`, 'web-1\n');
  await writeFile(`${server.root}/etc/resolv.conf`, 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n');
}

/** Starts sshd with keys of its own; the key to log in with stays in `folder`.
 * @param {import('./world.mjs').Host} server @param {string} folder */
export async function startSshd(server, folder) {
  const ssh = `${server.root}/etc/ssh`;
  for (const name of await readdir(ssh)) if (name.startsWith('ssh_host_')) await rm(`${ssh}/${name}`);
  await server.must([
    'ssh-keygen',
    '-q',
    '-t',
    'ed25519',
    '-N',
    '',
    '-C',
    'web-1',
    '-f',
    '/etc/ssh/ssh_host_ed25519_key',
  ]);
  await cp(`${stack}/host/sshd_config`, `${ssh}/sshd_config`);
  await server.must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'deploy@laptop', '-f', '/root/deploy-key']);
  for (const [from, to] of [
    ['/root/deploy-key', 'id_ed25519'],
    ['/root/deploy-key.pub', 'id_ed25519.pub'],
  ]) {
    await writeFile(`${folder}/${to}`, await readFile(`${server.root}${from}`), { mode: 0o600 });
    await rm(`${server.root}${from}`);
  }
  const publicKey = await readFile(`${folder}/id_ed25519.pub`, 'utf8');
  await writeFile(`${server.root}/home/deploy/.ssh/authorized_keys`, publicKey, { mode: 0o600 });
  await server.must(['chown', '1001:1001', '/home/deploy/.ssh/authorized_keys']);
  const hostKey = (await readFile(`${ssh}/ssh_host_ed25519_key.pub`, 'utf8')).trim();
  await writeFile(`${folder}/known_hosts`, `${addresses.server.v4} ${hostKey}\n`);
  // Debian's own, but for the kernel's log, which is the machine's.
  const rsyslog = `${server.root}/etc/rsyslog.conf`;
  await writeFile(rsyslog, (await readFile(rsyslog, 'utf8')).replace(/^module\(load="imklog"\).*$/m, ''));
  await server.must(['mkdir', '-p', '/var/spool/rsyslog']);
  await server.must(['/usr/sbin/rsyslogd']);
  await server.must(['/usr/sbin/sshd']);
  return {
    fingerprint: (await server.must(['ssh-keygen', '-lf', '/home/deploy/.ssh/authorized_keys'])).split(' ')[1] ?? '',
  };
}

/** Loads and saves the firewall's rules, as netfilter-persistent does.
 * @param {import('./world.mjs').Host} server @param {{ docker?: boolean }} [options] false leaves Docker's chain out */
export async function setFirewall(server, { docker = true } = {}) {
  const families = /** @type {const} */ ([
    ['iptables', 'rules.v4'],
    ['ip6tables', 'rules.v6'],
  ]);
  await mkdir(`${server.root}/etc/iptables`, { recursive: true });
  for (const [tool, file] of families) {
    const lines = (await readFile(`${stack}/host/${file}`, 'utf8')).split('\n');
    const rules = lines.filter((line) => docker || !line.includes('DOCKER-USER')).join('\n');
    await server.must([`${tool}-restore`, '--noflush'], { input: rules });
    await writeFile(`${server.root}/etc/iptables/${file}`, await server.must([`${tool}-save`]));
  }
}

/** Puts the site's nginx configuration in place of Debian's and starts it.
 * @param {import('./world.mjs').Host} server @param {string} [from] folder with nginx.conf, sites and snippets */
export async function startNginx(server, from = `${stack}/nginx`) {
  const etc = `${server.root}/etc/nginx`;
  for (const folder of ['sites-enabled', 'sites-available', 'modules-enabled', 'conf.d']) {
    for (const name of await readdir(`${etc}/${folder}`)) await rm(`${etc}/${folder}/${name}`);
  }
  await cp(`${from}/nginx.conf`, `${etc}/nginx.conf`);
  await cp(`${from}/sites`, `${etc}/sites-enabled`, { recursive: true });
  await cp(`${from}/snippets`, `${etc}/snippets`, { recursive: true });
  await server.must(['sh', '-c', 'mkdir -p /var/lib/nginx && nginx -t -q && nginx']);
}

/** `nginx -s reload`, and waits until the old workers are gone. @param {import('./world.mjs').Host} server */
export async function reloadNginx(server) {
  const workers = () => server.must(['sh', '-c', 'pgrep -x nginx -u www-data || true']);
  const before = new Set((await workers()).split('\n').filter((pid) => pid !== ''));
  await server.must(['sh', '-c', 'nginx -t -q && nginx -s reload']);
  await until('new nginx workers', async () => {
    const now = (await workers()).split('\n').filter((pid) => pid !== '');
    return now.length > 0 && now.every((pid) => !before.has(pid));
  });
}

/** What the operator added: a backup by cron and a report by systemd. @param {import('./world.mjs').Host} server */
export async function addOwnJobs(server) {
  const places = {
    'station-backup.cron': ['/etc/cron.d/station-backup', 0o644],
    'station-backup.sh': ['/usr/local/sbin/station-backup', 0o755],
    'station-report.service': ['/etc/systemd/system/station-report.service', 0o644],
    'station-report.sh': ['/usr/local/sbin/station-report', 0o755],
  };
  await mkdir(`${server.root}/usr/local/sbin`, { recursive: true });
  for (const [from, [to, mode]] of Object.entries(places)) {
    await writeFile(`${server.root}${to}`, await readFile(`${stack}/host/${from}`), { mode: Number(mode) });
  }
}

/** Logs that began two days ago, as on a server that has been up for long. @param {import('./world.mjs').Host} server */
export async function beginLogs(server) {
  const then = new Date(Date.now() - 2 * 86_400_000);
  const [day = '', month = '', year = ''] = then.toUTCString().split(' ').slice(1);
  const clock = then.toISOString().slice(11, 19);
  const access = `192.0.2.5 - - [${day}/${month}/${year}:${clock} +0000] "GET / HTTP/1.1" 200 113 "-" "Mozilla/5.0"\n`;
  const error = `${then.toISOString().slice(0, 10).replaceAll('-', '/')} ${clock} [notice] 700#700: signal process started\n`;
  const auth = `${then.toISOString().replace('Z', '000+00:00')} web-1 sshd[700]: Server listening on 0.0.0.0 port 22.\n`;
  const files = { 'nginx/access.log': access, 'nginx/error.log': error, 'auth.log': auth };
  for (const [name, line] of Object.entries(files))
    await writeFile(`${server.root}/var/log/${name}`, line, { mode: 0o640 });
}

/** Accounts, names, package mirror, logs. @param {import('./world.mjs').Host} server */
export async function prepareServer(server) {
  for (const path of foreign) await rm(`${server.root}${path}`, { recursive: true, force: true });
  await setAccounts(server);
  await setNames(server);
  await beginLogs(server);
  await useMirror(server);
}

/** Has sshd read its configuration again. @param {import('./world.mjs').Host} server */
export async function reloadSshd(server) {
  await server.must(['sh', '-c', 'kill -HUP "$(cat /run/sshd.pid)"']);
  await until('sshd', () => server.must(['sh', '-c', 'ss -tlnH sport = :22 | grep -q LISTEN && echo yes']));
}
