import { describe, expect, it } from 'vitest';
import type { Bundle, BundleHeader } from '../core/evidence.js';
import type { Result } from '../core/result.js';
import { blankResult } from './testing.js';
import { toDecide } from './to-decide.js';

function bundleOf(uid: number, mode: BundleHeader['collector']['mode'] = 'local'): Bundle {
  const header: BundleHeader = {
    format: 'candor-evidence/1',
    capturedAt: new Date('2026-11-22T12:00:00Z'),
    collector: { name: 'candor', version: '0.0.0', mode },
    host: { name: 'h', cpus: null, memoryBytes: null, timezone: null },
    window: { since: null },
    privileges: { uid },
  };
  return { header, artifacts: [], warnings: [] };
}

function open(check: string, settle: string | null, change: Partial<Result> = {}): Result {
  return blankResult({ check, state: 'unknown', reason: 'not-collected', settle, verifyByHand: 'true', ...change });
}

const yours = [
  open('PER-01', 'Are these yours? If so, list them under approved.cron in candor.yaml.'),
  open('PER-03', 'Are these yours? If so: sshKeys: ["SHA256:a"] in candor.yaml.'),
  open('RTC-07', 'Are these yours? If so, list them under destinations in candor.yaml: 192.0.2.1:443'),
];

describe('toDecide', () => {
  it('asks once for everything that candor.yaml would declare', () => {
    const [action, ...rest] = toDecide(yours, bundleOf(0));
    expect(rest).toEqual([]);
    expect(action).toMatchObject({
      commands: ['sudo npx candor init'],
      settles: ['PER-01@host', 'PER-03@host', 'RTC-07@host'],
    });
  });

  it('names no command of this machine for the host of a bundle', () => {
    expect(toDecide(yours, bundleOf(0, 'manual'))[0]?.commands).toEqual([]);
  });

  it('asks by itself for what an app starts: a list must not hide an intruder', () => {
    const settle =
      'Does your app start sh? If so, list it under subprocesses in candor.yaml; if not, keep the evidence.';
    expect(toDecide([...yours, open('RTC-03', settle)], bundleOf(0)).map(({ settles }) => settles.length)).toEqual([
      3, 1,
    ]);
  });

  it.each([
    { who: 'without root: once, as root', uid: 1000, actions: 1 },
    { who: 'as root: each by itself', uid: 0, actions: 2 },
  ])('asks for what was denied, $who', ({ uid, actions }) => {
    const denied = [
      open('RTC-01', 'sudo ls -l /proc/1/exe', { reason: 'denied' }),
      open('RTC-02', 'sudo ls -l /proc/[0-9]*/exe', { reason: 'denied' }),
    ];
    expect(toDecide(denied, bundleOf(uid))).toHaveLength(actions);
  });

  it('asks nothing when all is answered', () => {
    expect(toDecide([blankResult(), blankResult({ state: 'fail' })], bundleOf(0))).toEqual([]);
  });
});
