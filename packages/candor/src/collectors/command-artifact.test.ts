import { describe, expect, it } from 'vitest';
import { commandArtifact } from './command-artifact.js';
import type { Runner, RunResult } from './env/run-command.js';
import { testEnv } from './test-env.js';

const fine: RunResult = {
  exitCode: 0,
  stdout: Buffer.from('Next=n/a\n'),
  stderr: Buffer.alloc(0),
  timedOut: false,
  notFound: false,
  truncated: false,
};
const failing = (text: string): Partial<RunResult> => ({
  exitCode: 1,
  stdout: Buffer.alloc(0),
  stderr: Buffer.from(text),
});

describe('what a command printed', () => {
  it.each([
    ['an answer', {}, 'ok'],
    ['a cut answer', { truncated: true }, 'truncated'],
    ['no such program', { notFound: true }, 'absent'],
    ['no end', { timedOut: true }, 'timeout'],
    ['a refusal', failing('Operation not permitted\n'), 'denied'],
    ['another complaint', failing('unknown option\n'), 'error'],
    ['systemd is not the init', failing('System has not been booted with systemd as init system (PID 1).\n'), 'absent'],
    ['no bus of systemd', failing('Failed to connect to bus: Host is down\n'), 'absent'],
    ['a bus that refuses', failing('Failed to connect to bus: Permission denied\n'), 'denied'],
    ['another program that names a bus', failing('x: Failed to connect to bus\n'), 'error'],
  ])('%s', async (_, change, status) => {
    const run: Runner = Object.assign(async () => ({ ...fine, ...change }), { started: 0 });
    const spec = { id: 'host.systemd-timers', command: ['systemctl', 'list-timers'], costs: 'no timers' } as const;
    const made = await commandArtifact(testEnv('/nowhere', { run }), spec);
    expect(made.status).toBe(status);
  });
});
