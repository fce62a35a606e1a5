import { appLog, at, type Piece, patchedStack } from './bundle-builder.js';
import { healthyApp, healthyBundle } from './healthy-bundle.js';
import type { MomentCase } from './moment-case.js';
import { access, appStack, ledger, monitorLine, noHistory, start, top } from './pieces.js';

const now = '2026-11-20T12:00:00Z';
const started = start('2026-11-18T08:00:00Z', '16.4.5');
const node = '497100 497080 root Fri Nov 13 15:51:18 2026 2.1 214000 next-server (v16.4.5)';
const on = (...pieces: readonly Piece[]) => ({ capturedAt: now, pieces: [...patchedStack(), noHistory, ...pieces] });
const mustNotFail = [
  'RTC-01',
  'RTC-02',
  'RTC-03',
  'RTC-04',
  'RTC-05',
  'RTC-06',
  'RTC-09',
  'RTC-10',
  'RTC-11',
  'RTC-12',
];
const calm = { atMost: 'INCONCLUSIVE', mustNotFail } as const;
const run = (command: string) => on(appLog([...started, monitorLine('2026-11-20T11:00:00Z', command, appStack)]));
const logged = (...lines: readonly string[]) =>
  on(appLog([...started, ...lines.map((line, index) => `${at('2026-11-20T11:00:00Z', index)} ${line}`)]));

/** The well-kept host with another text. */
const healthyBut = (id: string, subject: string, change: (text: string) => string) =>
  healthyBundle((pieces) =>
    pieces.map((piece) =>
      piece.id === id && (piece.subject ?? 'host') === subject
        ? { ...piece, status: 'ok', text: change(piece.text ?? '') }
        : piece,
    ),
  );

/** Benign things that look like something else. */
export const benignTwins: Record<string, MomentCase> = {
  'twin: ffmpeg at 381 % on a patched stack': {
    atMost: 'AT RISK',
    mustNotFail,
    moment: on(
      appLog(started),
      top([
        node,
        '59168 497100 root Fri Nov 20 11:18:23 2026 381 212032 ffmpeg -y -i /srv/media/show.wav -c:a libmp3lame -b:a 192k /srv/media/show.mp3',
      ]),
    ),
  },
  'twin: a feed whose name does not resolve': {
    atMost: 'AT RISK',
    mustNotFail,
    moment: logged(
      'Error: getaddrinfo ENOTFOUND feeds.partner.example',
      '    at GetAddrInfoReqWrap.onlookup [as oncomplete] (node:dns:111:26)',
    ),
  },
  'twin: crawlers': {
    ...calm,
    moment: on(
      appLog(started),
      access(
        Array.from(
          { length: 500 },
          (_, index) =>
            `66.249.66.${index % 200} - - [20/Nov/2026:11:${String(index % 60).padStart(2, '0')}:00 +0000] "GET /shows/${index} HTTP/1.1" ${index % 7 === 0 ? 404 : 200} 5120 "-" "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"`,
        ),
      ),
    ),
  },
  'twin: deployed five minutes ago, container recreated': {
    ...calm,
    moment: {
      ...on(
        appLog(start('2026-11-20T11:55:00Z', '16.4.5')),
        ledger(['2026-11-20T11:54:00Z', 'ci: deployed 1.4.3, container recreated']),
      ),
      pieces: on(
        appLog(start('2026-11-20T11:55:00Z', '16.4.5')),
        ledger(['2026-11-20T11:54:00Z', 'ci: deployed 1.4.3, container recreated']),
      ).pieces.map((piece) =>
        piece.id === 'docker.inspect'
          ? { ...piece, text: (piece.text ?? '').replaceAll('2026-11-01T15:51:1', '2026-11-20T11:54:5') }
          : piece,
      ),
    },
  },
  'twin: a container stopped with 137 by its operator': {
    ...calm,
    moment: {
      capturedAt: now,
      pieces: on(appLog(started)).pieces.map((piece) =>
        piece.id === 'docker.inspect'
          ? {
              ...piece,
              text: (piece.text ?? '')
                .replace(
                  /"Status": "running",\s+"Running": true,\s+"Pid": 411390/,
                  '"Status": "exited", "Running": false, "Pid": 0',
                )
                .replace(/("StartedAt": "[^"]*T15:45:03Z",\s+"ExitCode": )0/, '$1137'),
            }
          : piece,
      ),
    },
  },
  'twin: an IDE server talks to its vendor': {
    atMost: 'SAFE',
    mustNotFail,
    moment: healthyBut(
      'host.sockets',
      'host',
      (text) =>
        `${text}tcp ESTAB 0 0 203.0.113.44:51002 198.18.9.9:443 users:(("node",pid=7778,fd=21)) uid:1000 ino:13\n`,
    ),
  },
  'twin: npx tsx scripts/cron': { ...calm, moment: run('npx tsx scripts/cron/archive.ts --days 3') },
  'twin: rsync by a script': {
    ...calm,
    moment: run('bash /app/scripts/sh/archive/rsync_pull.sh --host archive.radio.example'),
  },
  'twin: psql': { ...calm, moment: run('psql -h db.radio.example -U radio -c "select count(*) from plays"') },
  'twin: ffprobe': { ...calm, moment: run('ffprobe -v quiet -print_format json -show_format "/srv/media/a b.mp3"') },
  'twin: a health check by wget': {
    ...calm,
    moment: logged(
      'wget -qO- http://127.0.0.1:3000/api/health || exit 1',
      'curl -fsS http://localhost:3000/api/health',
    ),
  },
  'twin: npm postinstall output': {
    ...calm,
    moment: logged(
      '> sharp@0.35.5 install',
      '> node install/check.js || npm run build',
      '> esbuild@0.25.0 postinstall',
      '> node install.js',
      'added 812 packages in 34s',
    ),
  },
  'twin: apk add output': {
    ...calm,
    moment: on(
      appLog([
        '2026-11-18T07:59:00.000000000Z fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz',
        '2026-11-18T07:59:01.000000000Z (1/60) Installing ffmpeg (6.1.2-r1)',
        '2026-11-18T07:59:09.000000000Z Executing busybox-1.37.0-r18.trigger',
        '2026-11-18T07:59:10.000000000Z OK: 118 MiB in 77 packages',
        ...started,
      ]),
    ),
  },
  'twin: a backup by mongodump and gzip': {
    ...calm,
    moment: run('sh -c "mongodump --uri=mongodb://mongo:27017/radio --archive | gzip > /backup/radio-$(date +%F).gz"'),
  },
  'twin: an article about security in the log': {
    ...calm,
    moment: logged(
      'indexed post "How attackers run curl http://… and pipe it to a shell: a story of crypto miners"',
      'search: "wget xmrig" → 3 results',
    ),
  },
  'twin: a slow query with eval in its text': {
    ...calm,
    moment: logged('[payload-db] slow query 812 ms: {"title":{"$regex":"evaluation|medieval"}}'),
  },
  'twin: certbot': {
    atMost: 'SAFE',
    mustNotFail,
    moment: withOwner(
      '/etc/cron.d/certbot',
      'certbot',
      "\n==> /etc/cron.d/certbot <==\n0 */12 * * * root test -x /usr/bin/certbot && perl -e 'sleep int(rand(43200))' && certbot -q renew\n",
    ),
  },
  'twin: nginx meets a stale upstream': {
    ...calm,
    moment: on(appLog(started), {
      id: 'nginx.error-log',
      file: '/var/log/nginx/error.log',
      text: '2026/11/20 11:20:05 [error] 901#901: *77 connect() failed (111: Connection refused) while connecting to upstream, client: 104.23.1.2, server: content.radio.example, request: "GET / HTTP/2.0", upstream: "http://[::1]:3000/", host: "content.radio.example"\n',
    }),
  },
  'twin: guessing by SSH that never succeeds': {
    atMost: 'SAFE',
    mustNotFail: [...mustNotFail, 'RTC-22'],
    moment: healthyBut(
      'auth.log',
      'host',
      (text) =>
        text +
        Array.from(
          { length: 600 },
          (_, index) =>
            `2026-11-22T10:0${Math.floor(index / 60)}:${String(index % 60).padStart(2, '0')}.000000+00:00 web-2 sshd[${2000 + index}]: Failed password for invalid user admin from 198.18.66.${index % 9} port ${40000 + index} ssh2\n`,
        ).join(''),
    ),
  },
  'twin: the well-kept app reaches a busy database': {
    atMost: 'SAFE',
    mustNotFail,
    moment: healthyBut(
      'container.sockets',
      healthyApp,
      (text) =>
        text +
        Array.from(
          { length: 50 },
          (_, index) =>
            `tcp ESTAB 0 0 172.18.0.3:${52000 + index} 172.18.0.2:27017 users:(("next-server",pid=4200,fd=${30 + index})) uid:1000 ino:${100 + index}\n`,
        ).join(''),
    ),
  },
};

/** A cron file of a package, with its owner noted. */
function withOwner(path: string, name: string, section: string) {
  return healthyBundle((pieces) =>
    pieces.map((piece) =>
      piece.id === 'host.cron'
        ? { ...piece, text: (piece.text ?? '') + section }
        : piece.id === 'host.package-owners'
          ? {
              ...piece,
              text: `${piece.text ?? ''}${JSON.stringify({ path, packageOwned: true, packageName: name })}\n`,
            }
          : piece,
    ),
  );
}
