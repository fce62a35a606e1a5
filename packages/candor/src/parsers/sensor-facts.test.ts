import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ArtifactId } from '../core/artifact-catalogue.js';
import { contentOf } from '../core/artifact-content.js';
import type { Artifact, Bundle } from '../core/evidence.js';
import { exampleNow } from '../core/example.js';
import { detections } from '../facts/detections.js';
import { sensorLines } from '../facts/sensor-lines.js';
import { type SensorFound, sensorView } from '../facts/sensor-state.js';
import { startView } from '../facts/starts.js';
import { factStore } from './fact-store.js';
import { parsers } from './index.js';
import { type SceneStep, twoHalves } from './testing/two-halves.js';

const from = new Date(exampleNow.getTime() - 300_000);
const scene = { from, until: exampleNow, sensorPid: 500, hostPid: 500 };

function artifact(id: ArtifactId, text: string, subject = 'host'): Artifact {
  const change = { order: 0, path: `artifacts/${id}-${subject}`, source: null, filtered: false, detail: null };
  return { id, subject, ...change, capturedAt: exampleNow, status: 'ok', ...contentOf(text) };
}

function facts(...artifacts: readonly Artifact[]) {
  const header = {
    format: 'candor-evidence/1',
    capturedAt: exampleNow,
    collector: { name: 'candor', version: '0', mode: 'local' },
    host: { name: 'h', cpus: 1, memoryBytes: 1, timezone: 'UTC' },
    window: { since: null },
    privileges: { uid: 0 },
  } as const;
  const bundle: Bundle = { header, artifacts, warnings: [] };
  return factStore(bundle, parsers);
}

function halves(steps: readonly SceneStep[]) {
  const { sensor, audit } = twoHalves(scene, steps);
  return facts(artifact('sensor.events', sensor), artifact('audit.log', audit));
}

const found = (view: ReturnType<ReturnType<typeof facts>>, name: string): SensorFound | undefined =>
  view.status === 'known'
    ? (view.value as { sensors: SensorFound[] }).sensors.find((one) => one.name === name)
    : undefined; // the value of sensorView

describe('the fact of starts', () => {
  it('joins both halves and tells each once', () => {
    const view = halves([{ argv: ['a'] }, { argv: ['b'], by: 'kernel' }, { argv: ['c'], by: 'process' }])(startView);
    expect(view).toMatchObject({ status: 'known', complete: true });
    expect(
      view.status === 'known' && view.value.starts.map((start) => [start.command, start.side, start.claim]),
    ).toEqual([
      ['a', 'both', false],
      ['b', 'kernel-only', true],
      ['c', 'process-only', true],
    ]);
  });

  it('leaves out what runs below nobody that is watched', () => {
    const view = halves([{ argv: ['cron'], by: 'kernel', parentPid: 7 }])(startView);
    expect(view.status === 'known' && view.value.starts).toEqual([]);
  });

  it('is partial, and says how much is gone, when the sensor lost lines', () => {
    const view = halves([{ argv: ['a'], skip: 3 }])(startView);
    expect(view).toMatchObject({ complete: false, gap: { detail: expect.stringMatching(/3 lines missing/) } });
  });

  it('is partial when auditd lost records', () => {
    const { sensor, audit } = twoHalves(scene, [{ argv: ['a'] }]);
    const lossy = `${audit}audit: audit_lost=12 audit_rate_limit=0\n`;
    const view = facts(artifact('sensor.events', sensor), artifact('audit.log', lossy))(startView);
    expect(view).toMatchObject({ complete: false, gap: { detail: 'audit lost at least 12 records' } });
  });

  it('is unknown without a sensor', () => {
    expect(facts(artifact('audit.log', twoHalves(scene, []).audit))(startView).status).toBe('unknown');
  });
});

describe('lines of the sensor in a container log', () => {
  it('are read whole, also after a thousand others and through a restart with equal pids', () => {
    const lifeOne = twoHalves(scene, [{ argv: ['one'] }]).sensor;
    const lifeTwo = twoHalves(scene, [{ argv: ['two'] }]).sensor;
    const line = (text: string) => `2026-11-20T11:00:00.000000000Z candor-sensor ${text}\n`;
    const long = line(
      JSON.stringify({
        v: 1,
        ts: '2026-11-20T11:00:00Z',
        kind: 'self-test',
        pid: 7,
        tid: 0,
        seq: 1,
        pad: 'x'.repeat(5000),
      }),
    );
    const text = [
      ...Array.from({ length: 1100 }, (_, index) => long.replace('"pid":7', `"pid":${1000 + index}`)),
      ...[...lifeOne.trim().split('\n'), ...lifeTwo.trim().split('\n')].map(line),
    ].join('');
    const store = facts(artifact('docker.logs', text, 'container:app'));
    const lines = store(sensorLines);
    expect(lines).toMatchObject({ complete: true, value: [{ subject: 'container:app' }] });
    const view = store(startView);
    expect(view.status === 'known' && view.value.starts.map((start) => start.command)).toEqual(['one', 'two']);
  });
});

describe('confirmation by the kernel', () => {
  const log = (text: string) => `2026-11-20T11:00:00.000000000Z [SUBPROC_DIAG_GLOBAL] ${text}\n`;
  const call = log(JSON.stringify({ ts: '2026-11-20T11:00:00Z', method: 'execSync', cmd: 'uptime -p', stack: 'at x' }));
  const kernel = (seconds: number, argv = '-p') =>
    [
      `type=SYSCALL msg=audit(${Date.parse('2026-11-20T11:00:00Z') / 1000 + seconds}.000:5): arch=c000003e syscall=59 success=yes exit=0 ppid=10 pid=77 comm="uptime" exe="/usr/bin/uptime"`,
      `type=EXECVE msg=audit(${Date.parse('2026-11-20T11:00:00Z') / 1000 + seconds}.000:5): argc=2 a0="uptime" a1="${argv}"`,
    ].join('\n');

  it.each<[string, string, string, number | null]>([
    ['the same command two seconds later', kernel(2), 'yes', 77],
    ['the same command a minute later', kernel(60), 'unknown', null],
    ['another command', kernel(1, '-s'), 'unknown', null],
    ['one that the kernel refused', kernel(1).replace('success=yes', 'success=no'), 'unknown', null],
  ])('%s', (_, audit, executed, hostPid) => {
    const seen = facts(artifact('docker.logs', call, 'container:app'), artifact('audit.log', audit))(detections);
    expect(seen.status === 'known' && seen.value.calls.map((one) => [one.executed, one.hostPid])).toEqual([
      [executed, hostPid],
    ]);
  });

  it('what both halves of the sensor saw did run, and has its pid of the host', () => {
    const seen = halves([{ argv: ['date'], pid: 777 }])(detections);
    const expected =
      seen.status === 'unknown' ? seen.detail : seen.value.calls.map((one) => [one.seenBy, one.executed, one.hostPid]);
    expect(expected).toEqual([['both', 'yes', 777]]);
  });
});

describe('heartbeats', () => {
  it('tell counters, losses and pauses', () => {
    const view = halves([{ argv: ['a'], skip: 2, afterSec: 60 }])(sensorView);
    expect(found(view, 'candor-sensor')).toMatchObject({ running: true, heartbeatIntervalSec: 10, tampered: [] });
    expect(found(view, 'candor-sensor')?.detail).toBe('observe; 2 lines missing');
    expect(found(view, 'candor-sensor')?.silences.length).toBe(1);
  });

  it('tell hooks that were lost', () => {
    expect(found(halves([{ tampered: ['spawn'] }])(sensorView), 'candor-sensor')).toMatchObject({
      tampered: ['spawn'],
      detail: 'observe; hooks lost: spawn',
    });
  });

  it('tell of a baseline that a real sensor could not read, in the log of its container', () => {
    const sensor = fileURLToPath(new URL('../../../sensor/sensor.cjs', import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, ['--require', sensor, '-e', '0'], {
      env: { CANDOR_SENSOR_BASELINE: '/nowhere/baseline.json' },
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    const view = facts(artifact('docker.logs', stderr, 'container:app'))(sensorView);
    expect(found(view, 'candor-sensor')?.degraded).toEqual(['baseline: cannot be read: ENOENT']);
  });

  it('a log that ended before the window is a leftover, no sensor', () => {
    const old = new Date(exampleNow.getTime() - 40 * 86_400_000);
    const { audit } = twoHalves({ ...scene, from: new Date(old.getTime() - 300_000), until: old }, []);
    expect(found(facts(artifact('audit.log', audit))(sensorView), 'auditd')).toBeUndefined();
  });

  it('tell nothing where nobody spoke', () => {
    expect(facts(artifact('sensor.events', ''))(sensorView).status).toBe('unknown');
  });

  it.each<[string, string, boolean, string]>([
    [
      'switched off',
      'type=CONFIG_CHANGE msg=audit(1795176000.000:2): op=set audit_enabled=0 old=1 res=1\n',
      false,
      'auditing is switched off',
    ],
    ['stopped', 'type=DAEMON_END msg=audit(1795176000.000:4): op=terminate res=success\n', false, 'auditd was stopped'],
    ['alive', '', true, 'auditd writes'],
  ])('auditd %s', (_, more, running, detail) => {
    const { sensor, audit } = twoHalves(scene, []);
    const view = facts(artifact('sensor.events', sensor), artifact('audit.log', `${audit}${more}`))(sensorView);
    expect(found(view, 'auditd')).toMatchObject({ running, detail });
  });
});
