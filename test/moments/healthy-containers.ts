import type { Piece } from './bundle-builder.js';

const ndjson = (rows: readonly unknown[]) => `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`;

interface Kept {
  readonly name: string;
  readonly service: string;
  readonly id: string;
  readonly pid: number;
  readonly image: string;
  readonly user: string;
  readonly env: readonly string[];
  readonly command: readonly string[];
  readonly networks: Readonly<Record<string, unknown>>;
  readonly ports: Readonly<Record<string, unknown>>;
}

/** One entry of `GET /containers/{id}/json`, kept as it should be. */
const inspected = (kept: Kept) => ({
  Id: kept.id,
  Created: '2026-11-10T08:00:00Z',
  Path: kept.command[0],
  Args: kept.command.slice(1),
  State: {
    Status: 'running',
    Running: true,
    Pid: kept.pid,
    StartedAt: '2026-11-10T08:00:01Z',
    ExitCode: 0,
    OOMKilled: false,
    Health: { Status: 'healthy' },
  },
  Image: `sha256:${kept.id.slice(0, 64)}`,
  Name: `/${kept.name}`,
  RestartCount: 0,
  HostConfig: {
    Binds: [],
    NetworkMode: 'site_data',
    PortBindings: kept.ports,
    RestartPolicy: { Name: 'unless-stopped', MaximumRetryCount: 0 },
    Privileged: false,
    ReadonlyRootfs: true,
    CapAdd: null,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges:true'],
    PidMode: '',
    IpcMode: 'private',
    UTSMode: '',
    UsernsMode: '',
    Memory: 1_073_741_824,
    NanoCpus: 2_000_000_000,
    PidsLimit: 256,
    LogConfig: { Type: 'json-file', Config: { 'max-size': '50m', 'max-file': '5' } },
    Tmpfs: {},
    Devices: [],
  },
  Mounts: [],
  Config: {
    Image: kept.image,
    User: kept.user,
    Env: kept.env,
    Cmd: kept.command,
    Healthcheck: { Test: ['CMD', 'true'] },
    Labels: {
      'com.docker.compose.project': 'site',
      'com.docker.compose.service': kept.service,
      'com.docker.compose.project.working_dir': '/srv/site',
    },
  },
  NetworkSettings: { Ports: kept.ports, Networks: kept.networks },
});

const app: Kept = {
  name: 'site-app-1',
  service: 'app',
  id: 'a1'.repeat(32),
  pid: 4200,
  image: 'site/app:1.4.2',
  user: '1000:1000',
  env: ['NODE_ENV=production', 'PAYLOAD_SECRET=hmac-sha256:0d5c1f9a7be3:64:strong'],
  command: ['node', 'server.js'],
  networks: { site_front: { IPAddress: '172.19.0.3' }, site_data: { IPAddress: '172.18.0.3' } },
  ports: { '3000/tcp': [{ HostIp: '127.0.0.1', HostPort: '3000' }] },
};
const mongo: Kept = {
  name: 'site-mongo-1',
  service: 'mongo',
  id: 'b2'.repeat(32),
  pid: 4300,
  image: 'mongo:8.0.26',
  user: '999:999',
  env: [],
  command: ['mongod', '--auth', '--bind_ip_all'],
  networks: { site_data: { IPAddress: '172.18.0.2' } },
  ports: {},
};
const both = [app, mongo];

const log = (name: string, lines: readonly string[]): Piece => ({
  id: 'docker.logs',
  subject: `container:${name}`,
  text: `${lines.join('\n')}\n`,
  command: ['docker', 'logs', '--timestamps', name],
});

/** What the engine tells of two well-kept containers, their logs, layers and systems. */
export function healthyContainers(): Piece[] {
  return [
    {
      id: 'docker.version',
      text: `${JSON.stringify({
        Version: '29.1.0',
        ApiVersion: '1.52',
        Os: 'linux',
        Components: [
          { Name: 'Engine', Version: '29.1.0' },
          { Name: 'containerd', Version: '2.2.0' },
          { Name: 'runc', Version: '1.4.0' },
        ],
      })}\n`,
    },
    {
      id: 'docker.info',
      text: `${JSON.stringify({ ServerVersion: '29.1.0', ContainersRunning: 2, Containers: 2, SecurityOptions: ['name=apparmor', 'name=seccomp,profile=builtin'], LoggingDriver: 'json-file', LiveRestoreEnabled: true })}\n`,
    },
    {
      id: 'docker.ps',
      text: `${JSON.stringify(both.map((one) => ({ Id: one.id, Names: [`/${one.name}`], Image: one.image, State: 'running', Status: 'Up 12 days', Ports: [] })))}\n`,
    },
    { id: 'docker.inspect', text: `${JSON.stringify(both.map(inspected), null, 4)}\n` },
    {
      id: 'docker.networks',
      text: `${JSON.stringify([
        { Name: 'site_data', Driver: 'bridge', Internal: true, IPAM: { Config: [{ Subnet: '172.18.0.0/16' }] } },
        { Name: 'site_front', Driver: 'bridge', Internal: false, IPAM: { Config: [{ Subnet: '172.19.0.0/16' }] } },
      ])}\n`,
    },
    {
      id: 'docker.images',
      text: `${JSON.stringify(both.map((one) => ({ Id: `sha256:${one.id}`, RepoTags: [one.image], Created: 1_793_000_000 })))}\n`,
    },
    { id: 'docker.events', text: '' },
    { id: 'docker.daemon-json', status: 'absent', detail: '/etc/docker/daemon.json is not there' },
    {
      id: 'docker.stats',
      text: ndjson(
        both.map((one) => ({
          CPUPerc: '2.10%',
          Container: one.id.slice(0, 12),
          ID: one.id.slice(0, 12),
          MemPerc: '10.00%',
          MemUsage: '200.00MiB / 1024.00MiB',
          Name: one.name,
          PIDs: '12',
        })),
      ),
    },
    { id: 'docker.top', status: 'not-collected', detail: 'host.processes shows the processes of every container' },
    ...both.flatMap((one): Piece[] => [
      { id: 'docker.diff', subject: `container:${one.name}`, text: '', command: ['docker', 'diff', one.name] },
      { id: 'docker.files', subject: `container:${one.name}`, text: '', file: `/proc/${one.pid}/root` },
      {
        id: 'container.exec',
        subject: `container:${one.name}`,
        file: `/proc/${one.pid}/root/etc/os-release`,
        text: 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\nVERSION_ID="13"\n',
      },
      { id: 'container.cron', subject: `container:${one.name}`, file: '/etc/crontab', text: '' },
    ]),
    log(app.name, [
      '2026-11-10T08:00:02.000000000Z    ▲ Next.js 16.4.5',
      '2026-11-10T08:00:03.000000000Z  ✓ Ready in 1.1s',
      '2026-11-22T17:00:00.000000000Z GET /shows 200 in 12ms',
    ]),
    log(mongo.name, [
      '2026-11-10T08:00:02.000000000Z {"t":{"$date":"2026-11-10T08:00:02.000Z"},"s":"I","c":"NETWORK","id":23016,"ctx":"listener","msg":"Waiting for connections"}',
    ]),
  ];
}
