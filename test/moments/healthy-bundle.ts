import type { Moment, Piece } from './bundle-builder.js';
import { healthyContainers } from './healthy-containers.js';
import { healthyProcesses } from './healthy-processes.js';

/** When the well-kept host was looked at. */
export const healthyAt = '2026-11-22T18:30:00Z';
const since = '2026-11-21T18:30:00Z';
export const healthyApp = 'container:site-app-1';
export const healthyDatabase = 'container:site-mongo-1';
const project = 'project:site';
const folder = '/srv/site';

const certificate = `-----BEGIN CERTIFICATE-----
MIIBqzCCAVGgAwIBAgIUfDPuELAP9t/ZO0KJ/oqEbcGgqIgwCgYIKoZIzj0EAwIw
HDEaMBgGA1UEAwwRd3d3LnJhZGlvLmV4YW1wbGUwHhcNMjYxMTIyMTc0MTUzWhcN
MjcwMjEwMTc0MTUzWjAcMRowGAYDVQQDDBF3d3cucmFkaW8uZXhhbXBsZTBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABEoAGklbLaIrkpkUnTRvLILSrxfanLuI0HUz
XFRs/VvnUOo18BeA6h/pnZiTtHpzI8zv4BFk6Dw5kRgGADfkhAGjcTBvMB0GA1Ud
DgQWBBTNdNIk2rWH9WdUZl6rs1wAxhQI/TAfBgNVHSMEGDAWgBTNdNIk2rWH9WdU
Zl6rs1wAxhQI/TAPBgNVHRMBAf8EBTADAQH/MBwGA1UdEQQVMBOCEXd3dy5yYWRp
by5leGFtcGxlMAoGCCqGSM49BAMCA0gAMEUCIQCPjb8LGZSUHHAvqcHMsbK6G63u
bCn/I0u418tW93SGvgIgUV3ZeEjbL4YRBM+0feiPINWQbSeKiTO8goaCGZGjXOk=
-----END CERTIFICATE-----
`;

const lines = (...rows: readonly string[]) => `${rows.join('\n')}\n`;
const ndjson = (rows: readonly unknown[]) => lines(...rows.map((row) => JSON.stringify(row)));

const packages = { next: '16.4.5', react: '19.3.1', 'react-dom': '19.3.1', payload: '3.90.2', sharp: '0.35.5' };

function projectFiles(): Piece[] {
  const locked = Object.entries(packages).map(([name, version]) => [
    `node_modules/${name}`,
    { version, resolved: `https://registry.npmjs.org/${name}/-/${name}-${version}.tgz`, integrity: 'sha512-AA==' },
  ]);
  const manifest = { name: 'site', version: '1.0.0', dependencies: packages };
  const rows = Object.entries(packages).map(([name, version]) => ({ name, version, path: `node_modules/${name}` }));
  return [
    { id: 'compose.file', subject: project, file: `${folder}/docker-compose.yml`, text: compose },
    { id: 'app.package-json', subject: project, file: `${folder}/package.json`, text: `${JSON.stringify(manifest)}\n` },
    {
      id: 'app.lockfile',
      subject: project,
      file: `${folder}/package-lock.json`,
      text: `${JSON.stringify({ name: 'site', lockfileVersion: 3, packages: { '': manifest, ...Object.fromEntries(locked) } })}\n`,
    },
    {
      id: 'app.source',
      subject: project,
      file: folder,
      text: lines(
        '==> src/payload.config.ts <==',
        "import { buildConfig } from 'payload';",
        'export default buildConfig({',
        '  secret: process.env.PAYLOAD_SECRET,',
        '  collections: [',
        "    { slug: 'users', auth: { maxLoginAttempts: 5, lockTime: 600000, cookies: { secure: true, sameSite: 'Lax' } }, fields: [] },",
        "    { slug: 'pages', access: { read: () => true }, fields: [{ name: 'title', type: 'text' }] },",
        '  ],',
        "  cors: ['https://www.radio.example'],",
        "  csrf: ['https://www.radio.example'],",
        '});',
        '',
        '==> src/app/(site)/page.tsx <==',
        'export default function Page() { return <main>Radio</main>; }',
        '',
        '==> next.config.mjs <==',
        'export default { poweredByHeader: false };',
      ),
    },
    {
      id: 'app.installed',
      subject: healthyApp,
      file: '/app/node_modules',
      text: ndjson([{ name: 'node', version: '24.11.1', path: '/usr/local/bin/node' }, ...rows]),
    },
    {
      id: 'app.build',
      subject: healthyApp,
      file: '/app/node_modules',
      text: ndjson([
        {
          path: 'node_modules/next/package.json',
          mtime: '2026-11-10T08:00:00Z',
          sha256: 'a'.repeat(64),
          version: '16.4.5',
        },
        { path: '.next/BUILD_ID', mtime: '2026-11-10T08:00:00Z', sha256: 'b'.repeat(64), version: null },
        { path: '/lib/ld-linux-x86-64.so.2', mtime: null, sha256: null, version: null },
      ]),
    },
  ];
}

const compose = lines(
  'services:',
  '  app:',
  '    image: site/app:1.4.2',
  '    ports: ["127.0.0.1:3000:3000"]',
  '    read_only: true',
  '    user: "1000:1000"',
  '    cap_drop: [ALL]',
  '    networks: [front, data]',
  '  mongo:',
  '    image: mongo:8.0.26',
  '    networks: [data]',
  'networks:',
  '  front: {}',
  '  data: { internal: true }',
);

function hostPieces(): Piece[] {
  return [
    { id: 'host.processes', text: healthyProcesses, file: '/proc' },
    {
      id: 'host.sockets',
      file: '/proc/net',
      text: lines(
        'tcp LISTEN 0 4096 127.0.0.1:3000 0.0.0.0:* users:(("docker-proxy",pid=1100,fd=7)) uid:0 ino:1',
        'tcp LISTEN 0 511 0.0.0.0:80 0.0.0.0:* users:(("nginx",pid=900,fd=8)) uid:0 ino:2',
        'tcp LISTEN 0 511 0.0.0.0:443 0.0.0.0:* users:(("nginx",pid=900,fd=9)) uid:0 ino:3',
        'tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=812,fd=3)) uid:0 ino:4',
      ),
    },
    {
      id: 'container.sockets',
      subject: healthyApp,
      file: '/proc/4200/net',
      text: lines(
        'tcp LISTEN 0 511 *:3000 *:* users:(("next-server",pid=4200,fd=18)) uid:1000 ino:10',
        'tcp ESTAB 0 0 172.18.0.3:51000 172.18.0.2:27017 users:(("next-server",pid=4200,fd=20)) uid:1000 ino:11',
      ),
    },
    {
      id: 'container.sockets',
      subject: healthyDatabase,
      file: '/proc/4300/net',
      text: lines('tcp LISTEN 0 4096 0.0.0.0:27017 0.0.0.0:* users:(("mongod",pid=4300,fd=9)) uid:999 ino:12'),
    },
    {
      id: 'host.os-release',
      file: '/etc/os-release',
      text: lines(
        'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"',
        'NAME="Debian GNU/Linux"',
        'VERSION_ID="13"',
        'VERSION="13 (trixie)"',
        'ID=debian',
      ),
    },
    { id: 'host.uname', text: 'Linux web-2 6.12.57+deb13-amd64 #1 SMP x86_64 GNU/Linux\n', file: '/proc/sys/kernel/*' },
    { id: 'host.sysctl', text: lines('net.ipv4.ip_forward = 1', 'kernel.kptr_restrict = 1'), file: '/proc/sys' },
    {
      id: 'host.users',
      file: '/etc/passwd',
      text: lines(
        '==> /etc/passwd <==',
        'root:x:0:0:root:/root:/bin/bash',
        'ops:x:1000:1000::/home/ops:/bin/bash',
        '',
        '==> /etc/group <==',
        'root:x:0:',
        'docker:x:990:',
        '',
        '==> /etc/shadow <==',
        'root:!:19000:0:99999:7:::',
        'ops:set:19000:0:99999:7:::',
      ),
    },
    {
      id: 'host.sudoers',
      file: '/etc/sudoers',
      text: lines('==> /etc/sudoers <==', 'root ALL=(ALL:ALL) ALL', '%sudo ALL=(ALL:ALL) ALL'),
    },
    { id: 'ssh.authorized-keys', status: 'absent', detail: 'no authorized_keys on this host' },
    {
      id: 'ssh.config',
      command: ['sshd', '-T'],
      text: lines(
        'port 22',
        'permitrootlogin no',
        'passwordauthentication no',
        'kbdinteractiveauthentication no',
        'permitemptypasswords no',
        'pubkeyauthentication yes',
        'maxauthtries 3',
        'x11forwarding no',
        'usepam yes',
      ),
    },
    {
      id: 'auth.log',
      file: '/var/log/auth.log',
      text: '2026-11-21T10:00:00.000000+00:00 web-2 sshd[812]: Server listening on 0.0.0.0 port 22.\n',
    },
    {
      id: 'host.cron',
      file: '/etc/crontab',
      text: lines(
        '==> /etc/crontab <==',
        'SHELL=/bin/sh',
        '17 * * * * root cd / && run-parts --report /etc/cron.hourly',
      ),
    },
    { id: 'host.systemd-units', file: '/etc/systemd/system', text: '' },
    { id: 'host.systemd-timers', command: ['systemctl', 'list-timers', '--all'], text: '' },
    {
      id: 'host.profile-scripts',
      file: '/etc/profile',
      text: lines('==> /etc/profile <==', 'PATH="/usr/local/bin:/usr/bin:/bin"'),
    },
    { id: 'host.persistence', file: '/etc/pam.d', text: '' },
    { id: 'host.ld-preload', status: 'absent', detail: '/etc/ld.so.preload is not there' },
    {
      id: 'host.package-owners',
      file: '/var/lib/dpkg/info',
      text: ndjson([
        { path: '/etc/crontab', packageOwned: true, packageName: 'cron' },
        { path: '/etc/profile', packageOwned: true, packageName: 'base-files' },
      ]),
    },
    {
      id: 'host.packages',
      file: '/var/lib/dpkg/status',
      text: lines(
        'docker.io\t29.1.0-1',
        'nginx\t1.31.5-1',
        'openssh-server\t1:10.0p1-7',
        'runc\t1.4.0-1',
        'containerd\t2.2.0-1',
      ),
    },
    { id: 'host.package-verify', file: '/var/lib/dpkg/info/*.md5sums', text: '' },
    {
      id: 'host.pending-updates',
      command: ['apt-get', '-s', 'upgrade'],
      text: lines(
        '# package lists updated at 2026-11-22T06:00:00Z',
        'Reading package lists...',
        'Building dependency tree...',
        '0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.',
      ),
    },
    {
      id: 'host.files',
      file: '/',
      text: ndjson([
        {
          kind: 'nginx-config',
          path: '/etc/nginx/nginx.conf',
          mode: '0644',
          uid: 0,
          gid: 0,
          groupName: 'root',
          mtime: '2026-11-09T00:00:00Z',
          othersWrite: false,
        },
        {
          kind: 'secret',
          path: '/srv/site/.env',
          sizeBytes: 300,
          mode: '0600',
          uid: 1000,
          gid: 1000,
          mtime: '2026-11-01T00:00:00Z',
          othersCanRead: false,
        },
      ]),
    },
    {
      id: 'host.resolver',
      text: lines('127.0.0.1 STREAM localhost', '::1 STREAM localhost'),
      command: ['getent', 'ahosts', 'localhost'],
    },
    { id: 'host.loadavg', text: '0.20 0.15 0.10 1/300 7777\n', file: '/proc/loadavg' },
    {
      id: 'firewall.iptables',
      command: ['iptables-save', '-c'],
      text: lines(
        '*filter',
        ':INPUT DROP [10:600]',
        ':FORWARD DROP [0:0]',
        ':OUTPUT ACCEPT [100:9000]',
        ':DOCKER-USER - [0:0]',
        '[900:90000] -A INPUT -i lo -j ACCEPT',
        '[9000:900000] -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
        '[40:2400] -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT',
        '[90:5400] -A INPUT -p tcp -m tcp --dport 80 -j ACCEPT',
        '[900:54000] -A INPUT -p tcp -m tcp --dport 443 -j ACCEPT',
        '[0:0] -A FORWARD -j DOCKER-USER',
        'COMMIT',
      ),
    },
    {
      id: 'firewall.ip6tables',
      command: ['ip6tables-save', '-c'],
      text: lines('*filter', ':INPUT DROP [0:0]', ':FORWARD DROP [0:0]', ':OUTPUT ACCEPT [0:0]', 'COMMIT'),
    },
    { id: 'firewall.ufw', status: 'absent', detail: 'ufw is not installed' },
  ];
}

function webPieces(): Piece[] {
  return [
    {
      id: 'nginx.config',
      command: ['nginx', '-T'],
      text: lines(
        '# configuration file /etc/nginx/nginx.conf:',
        'user www-data;',
        'events { worker_connections 768; }',
        'http {',
        '  server_tokens off;',
        '  access_log /var/log/nginx/access.log;',
        '  error_log /var/log/nginx/error.log;',
        '  limit_req_zone $binary_remote_addr zone=login:10m rate=5r/m;',
        '  server { listen 80 default_server; server_name www.radio.example; return 301 https://$host$request_uri; }',
        '  server {',
        '    listen 443 ssl default_server;',
        '    server_name www.radio.example;',
        '    ssl_protocols TLSv1.2 TLSv1.3;',
        '    ssl_certificate /etc/letsencrypt/live/site/fullchain.pem;',
        '    ssl_certificate_key /etc/letsencrypt/live/site/privkey.pem;',
        '    location ~ ^/(api/users|api/graphql|admin) { limit_req zone=login burst=5 nodelay; proxy_pass http://127.0.0.1:3000; }',
        '    location / { proxy_pass http://127.0.0.1:3000; proxy_set_header Host $host; }',
        '  }',
        '}',
      ),
    },
    { id: 'nginx.version', command: ['nginx', '-v'], text: 'nginx version: nginx/1.31.5\n' },
    {
      id: 'nginx.access-log',
      file: '/var/log/nginx/access.log',
      text: lines(
        '198.51.100.7 - - [21/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5120 "-" "Mozilla/5.0"',
        '198.51.100.8 - - [22/Nov/2026:17:00:00 +0000] "GET /shows HTTP/1.1" 200 5120 "-" "Mozilla/5.0"',
      ),
    },
    { id: 'nginx.error-log', file: '/var/log/nginx/error.log', text: '' },
    { id: 'tls.certificate', file: '/etc/letsencrypt/live/site/fullchain.pem', text: certificate },
    {
      id: 'http.probe',
      text: ndjson([
        { url: 'https://www.radio.example/', resolvedTo: '127.0.0.1', status: 200, headers: { server: 'nginx' } },
        {
          url: 'http://127.0.0.1:3000/api/access',
          resolvedTo: '127.0.0.1',
          status: 200,
          headers: {},
          body: JSON.stringify({
            canAccessAdmin: false,
            collections: { users: {}, pages: { read: { permission: true } } },
            globals: {},
          }),
        },
        {
          url: 'http://127.0.0.1:3000/api/users/init',
          resolvedTo: '127.0.0.1',
          status: 200,
          headers: {},
          body: JSON.stringify({ initialized: true }),
        },
        { url: 'http://127.0.0.1:3000/', resolvedTo: '127.0.0.1', status: 200, headers: {} },
      ]),
    },
    {
      id: 'policy',
      file: '/etc/candor/candor.yaml',
      text: lines(
        'ports:',
        '  - { port: 22, proto: tcp }',
        '  - { port: 80, proto: tcp }',
        '  - { port: 443, proto: tcp }',
        'publicNames: [www.radio.example]',
        'destinations: []',
      ),
    },
    {
      id: 'collector.self',
      text: `${JSON.stringify({ uid: 0, pid: 7777, capEff: '000001ffffffffff', controls: ['own-pid', 'own-exe', 'own-socket', 'init:site-app-1', 'init:site-mongo-1'].map((name) => ({ name, seen: true, detail: name })), containersByEngine: 2, containersByCgroup: 2, childProcesses: 8, redactionKeyKept: true, durationMs: 4000 })}\n`,
    },
    { id: 'case.reports', status: 'absent', detail: 'no candor.d and no reports' },
  ];
}

/** A well-kept server as `candor collect` sees it as root: every required question has its answer. */
export function healthyBundle(change: (pieces: readonly Piece[]) => readonly Piece[] = (pieces) => pieces): Moment {
  const pieces = [...projectFiles(), ...hostPieces(), ...healthyContainers(), ...webPieces()];
  return { capturedAt: healthyAt, since, mode: 'local', pieces: change(pieces) };
}
