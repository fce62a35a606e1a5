const ndjson = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

const process = (change: Readonly<Record<string, unknown>>) => ({
  ppid: 1,
  uid: 0,
  gid: 0,
  startedAt: '2026-11-10T08:00:00Z',
  cpuPercent: 0.1,
  cpuSamplePercent: 0,
  rssBytes: 10_000_000,
  state: 'S',
  exeDeleted: false,
  kernelThread: false,
  cgroup: '/system.slice',
  containerId: null,
  mountNs: '4026531841',
  pidNs: '4026531836',
  uidMap: [0, 0, 4294967295],
  noNewPrivs: false,
  seccomp: 0,
  capEff: '000001ffffffffff',
  exePackageOwned: true,
  env: {},
  ...change,
});

const inside = (id: string, change: Readonly<Record<string, unknown>>) =>
  process({
    containerId: id,
    cgroup: `/system.slice/docker-${id}.scope`,
    mountNs: '4026532800',
    pidNs: `40265329${id.slice(0, 2)}`,
    noNewPrivs: true,
    seccomp: 2,
    capEff: '0000000000000000',
    ...change,
  });

/** Every process of the well-kept host, as the collector writes them: one object a line. */
export const healthyProcesses = ndjson([
  process({ pid: 1, ppid: 0, comm: 'systemd', exe: '/usr/lib/systemd/systemd', argv: ['/sbin/init'] }),
  process({
    pid: 2,
    ppid: 0,
    comm: 'kthreadd',
    exe: null,
    exeDeleted: null,
    argv: ['[kthreadd]'],
    rssBytes: 0,
    kernelThread: true,
    exePackageOwned: null,
  }),
  process({ pid: 812, comm: 'sshd', exe: '/usr/sbin/sshd', argv: ['sshd: /usr/sbin/sshd -D'] }),
  process({ pid: 700, comm: 'dockerd', exe: '/usr/bin/dockerd', argv: ['/usr/bin/dockerd', '-H', 'fd://'] }),
  process({ pid: 690, comm: 'containerd', exe: '/usr/bin/containerd', argv: ['/usr/bin/containerd'] }),
  process({ pid: 900, comm: 'nginx', exe: '/usr/sbin/nginx', argv: ['nginx: master process /usr/sbin/nginx'] }),
  process({ pid: 901, ppid: 900, uid: 33, comm: 'nginx', exe: '/usr/sbin/nginx', argv: ['nginx: worker process'] }),
  process({
    pid: 1100,
    ppid: 700,
    comm: 'docker-proxy',
    exe: '/usr/bin/docker-proxy',
    argv: ['/usr/bin/docker-proxy', '-proto', 'tcp', '-host-ip', '127.0.0.1', '-host-port', '3000'],
  }),
  process({ pid: 7777, ppid: 812, comm: 'node', exe: '/usr/bin/node', argv: ['node', 'candor', 'check'] }),
  inside('a1'.repeat(32), {
    pid: 4200,
    uid: 1000,
    comm: 'next-server',
    exe: '/usr/local/bin/node',
    argv: ['next-server (v16.4.5)'],
    rssBytes: 210_000_000,
  }),
  inside('b2'.repeat(32), {
    pid: 4300,
    uid: 999,
    comm: 'mongod',
    exe: '/usr/bin/mongod',
    argv: ['mongod', '--auth', '--bind_ip_all'],
    rssBytes: 300_000_000,
  }),
]);
