import { setMaxListeners } from 'node:events';
import { defaultPolicy } from '../core/policy.js';
import type { CollectorEnv } from './collected.js';
import type { EngineAccess, EngineAnswer } from './docker/engine-access.js';
import { createLocalFs } from './env/local-fs.js';
import type { Runner, RunResult } from './env/run-command.js';
import { createRedactor } from './redact/redactor.js';

const noEngine: EngineAnswer = {
  status: 'absent',
  bytes: Buffer.alloc(0),
  httpStatus: null,
  detail: 'no engine here',
  api: 'GET /',
};

/** An engine that is not there; for tests. */
const absentEngine: EngineAccess = {
  get: async () => noEngine,
  containers: async () => ({ status: 'absent', detail: 'no engine here', list: noEngine, items: [] }),
};

/** Answers every command with the same output and counts them; for tests. */
export function cannedRunner(answer: (command: readonly string[]) => string | null): Runner & { commands: string[] } {
  const commands: string[] = [];
  const run = async (command: readonly string[]): Promise<RunResult> => {
    const text = answer(command);
    if (text !== null) commands.push(command.join(' '));
    const stdout = Buffer.from(text ?? '');
    const found = { exitCode: 0, stdout, stderr: Buffer.alloc(0), timedOut: false, notFound: text === null };
    return { ...found, truncated: false };
  };
  return Object.assign(run, { started: 0, commands });
}

/** An environment over a fake root with a fixed clock; for tests. */
export function testEnv(root: string, change: Partial<CollectorEnv> = {}): CollectorEnv {
  const now = new Date('2026-11-22T12:00:00Z');
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  return {
    now: () => now,
    fs: createLocalFs(root),
    run: cannedRunner(() => null),
    engine: absentEngine,
    policy: defaultPolicy,
    since: new Date('2026-11-21T12:00:00Z'),
    redact: createRedactor(Buffer.alloc(32, 7)),
    uid: 0,
    pid: process.pid,
    startedAt: now,
    keyIsPersistent: true,
    signal,
    progress: () => {},
    ...change,
  };
}
