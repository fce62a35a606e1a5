import { describe, expect, it } from 'vitest';
import { contentOf } from '../../core/artifact-content.js';
import type { Check } from '../../core/check.js';
import type { Artifact, Bundle } from '../../core/evidence.js';
import { runCheck } from '../../core/run-checks.js';
import { factStore } from '../../parsers/fact-store.js';
import { parsers } from '../../parsers/index.js';
import { foreignProgramBurnsCpu } from './foreign-program-burns-cpu.js';
import { minerRuns } from './miner-runs.js';
import { nodeStartedForeignProgram } from './node-started-foreign-program.js';
import { programFileIsGone } from './program-file-is-gone.js';
import { programRunsFromOddPlace } from './program-runs-from-odd-place.js';
import { programWasAdded } from './program-was-added.js';

const at = new Date('2025-12-13T08:40:00Z');
const name = 'payload-payload-1';
const inspect = JSON.stringify([
  {
    Id: 'c'.repeat(64),
    Name: `/${name}`,
    Created: '2025-12-01T00:00:00Z',
    State: { Status: 'running', Running: true, Pid: 658000, StartedAt: '2025-12-12T22:58:00Z' },
    Config: { Image: 'node:22-alpine', Cmd: ['npm', 'start'], Env: ['NODE_VERSION=22.0.0'] },
    HostConfig: { RestartPolicy: { Name: 'no' } },
  },
]);
const header = '    PID    PPID USER     STARTED                      %CPU   RSS COMMAND\n';
const app = ' 658000  657980 root     Fri Dec 12 22:58:00 2025      2.0 190000 next-server (v15.3.2)\n';
const miner = ' 659168       1 root     Sat Dec 13 08:18:40 2025    388 2411000 /AfUxImqu -c /jnEe -B\n';
const ffmpeg =
  ' 658900  658000 root     Sat Dec 13 08:10:00 2025    381 110000 ffmpeg -i /media/show.wav -b:a 192k /media/show.mp3\n';

function artifact(id: string, subject: string, text: string): Artifact {
  const source =
    id === 'docker.top'
      ? { command: ['docker', 'top', name, '-eo', 'pid,ppid,user,lstart,pcpu,rss,args'], exitCode: 0 }
      : null;
  return {
    id,
    subject,
    order: 0,
    path: id,
    source,
    filtered: false,
    capturedAt: at,
    status: 'ok',
    detail: null,
    ...contentOf(text),
  };
}

function judge(check: Check, top: string, diff = 'C /app\n', files = '') {
  const bundle: Bundle = {
    header: {
      format: 'candor-evidence/1',
      capturedAt: at,
      collector: { name: 'test', version: '0', mode: 'manual' },
      host: { name: 'web-2', cpus: 4, memoryBytes: null, timezone: 'UTC' },
      window: { since: null },
      privileges: { uid: 0 },
    },
    artifacts: [
      artifact('docker.inspect', 'host', inspect),
      artifact('docker.ps', 'host', `{"ID":"${'c'.repeat(12)}","Names":"${name}","State":"running"}\n`),
      artifact('docker.top', `container:${name}`, header + top),
      artifact('docker.diff', `container:${name}`, diff),
      ...(files === '' ? [] : [artifact('docker.files', `container:${name}`, files)]),
    ],
    warnings: [],
  };
  return runCheck(check, factStore(bundle, parsers), { now: at, windowSince: new Date(at.getTime() - 86_400_000) });
}

describe('the miner of December 2025, by docker top alone', () => {
  it.each([
    ['RTC-02', programRunsFromOddPlace, 'critical'],
    ['RTC-04', foreignProgramBurnsCpu, 'critical'],
    ['RTC-05', minerRuns, 'critical'],
  ] as const)('%s fails and names the pid on the host', (_id, check, severity) => {
    const [result] = judge(check, app + miner);
    expect(result).toMatchObject({ state: 'fail', severity, subject: `container:${name}` });
    expect(result?.what).toContain('pid 659168 (/AfUxImqu -c /jnEe -B) in payload-payload-1, 388 % CPU, 2.5 GB');
  });

  it('its files in the writable layer', () => {
    const found = judge(programWasAdded, app, 'A /AfUxImqu\nA /jnEe\nA /XHHEw7Gp\n');
    expect(found.map(({ state, location }) => [state, location])).toEqual([
      ['fail', `${name}:/AfUxImqu`],
      ['fail', `${name}:/jnEe`],
      ['fail', `${name}:/XHHEw7Gp`],
    ]);
  });
});

describe('an ordinary evening, by docker top alone', () => {
  it.each([
    ['RTC-01', programFileIsGone],
    ['RTC-02', programRunsFromOddPlace],
    ['RTC-03', nodeStartedForeignProgram],
    ['RTC-04', foreignProgramBurnsCpu],
    ['RTC-05', minerRuns],
  ] as const)('%s neither fails nor passes without the list of the host', (_id, check) => {
    expect(judge(check, app + ffmpeg).map(({ state }) => state)).toEqual(['unknown']);
  });

  it('ffmpeg that apk owns is no intruder, the same file without an owner is', () => {
    const line = (owned: boolean) =>
      `{"path":"/usr/bin/ffmpeg","sizeBytes":300000,"mode":"0755","magic":"elf","sha256":"${'a'.repeat(64)}","packageOwned":${owned}}\n`;
    expect(judge(programWasAdded, app, 'A /usr/bin/ffmpeg\n', line(true)).map(({ state }) => state)).toEqual(['pass']);
    expect(judge(programWasAdded, app, 'A /usr/bin/ffmpeg\n', line(false)).map(({ state }) => state)).toEqual(['fail']);
  });
});
