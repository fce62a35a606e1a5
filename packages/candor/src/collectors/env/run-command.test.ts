import { describe, expect, it } from 'vitest';
import { childProcessLimit, createRunner } from './run-command.js';

const bounds = { timeoutMs: 2000, maxBytes: 1000 };
const runner = (limit?: number) => createRunner(new AbortController().signal, limit);

describe('createRunner', () => {
  it('gives output and exit code with a clean environment', async () => {
    const result = await runner()(['sh', '-c', 'echo "$HOME-$LC_ALL"; echo no >&2; exit 3'], bounds);
    expect([result.stdout.toString(), result.stderr.toString(), result.exitCode]).toEqual(['-C\n', 'no\n', 3]);
  });

  it('says when a program is not there, without starting anything', async () => {
    const run = runner();
    expect(await run(['candor-no-such-program'], bounds)).toMatchObject({ notFound: true, exitCode: null });
    expect(run.started).toBe(0);
  });

  it('ends a hanging command with its children', async () => {
    const started = performance.now();
    const result = await runner()(['sh', '-c', 'sleep 30 & sleep 30'], { timeoutMs: 200, maxBytes: 1000 });
    expect(result).toMatchObject({ timedOut: true, exitCode: null });
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it('cuts endless output', async () => {
    const result = await runner()(['yes'], bounds);
    expect(result.truncated).toBe(true);
    expect(result.stdout.length).toBe(1000);
  });

  it('never starts more than its limit', async () => {
    const run = runner(1);
    await run(['true'], bounds);
    expect(await run(['true'], bounds)).toMatchObject({ exitCode: null, notFound: false, timedOut: false });
    expect(run.started).toBe(1);
    expect(childProcessLimit).toBe(15);
  });
});
