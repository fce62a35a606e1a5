import { describe, expect, it } from 'vitest';
import { readContainerInspect } from '../formats/docker/read-container-inspect.js';
import { watchHealth } from './watch-health.js';

interface Seen {
  readonly status?: string;
  readonly health?: string;
  readonly restarts?: number;
  readonly startedSecAgo?: number;
}

/** Containers as the engine tells them, one list a second; the last one stays. */
function watch(moments: readonly (readonly Seen[])[]) {
  let second = 0;
  const now = () => new Date(1_700_000_000_000 + second * 1000);
  const clock = {
    now,
    sleep: async (ms: number) => {
      second += ms / 1000;
    },
  };
  const look = async () =>
    (moments[Math.min(second, moments.length - 1)] ?? []).flatMap(
      ({ status = 'running', health, restarts = 0, startedSecAgo = 0 }) => {
        const State = {
          Status: status,
          Running: status === 'running',
          ExitCode: 3,
          StartedAt: new Date(1_700_000_000_000 - startedSecAgo * 1000).toISOString(),
          ...(health ? { Health: { Status: health } } : {}),
        };
        const reading = readContainerInspect(
          JSON.stringify({ Id: 'a'.repeat(64), Name: '/app', RestartCount: restarts, State }),
        );
        return reading.ok ? reading.value : [];
      },
    );
  return watchHealth(look, clock).then((outcome) => ({ ...outcome, second }));
}

describe('health after a change', () => {
  it.each<[string, Seen[][], boolean, RegExp, number]>([
    ['healthy at once', [[{ health: 'healthy' }]], true, /healthy by its health check/, 0],
    [
      'healthy after a start',
      [[{ health: 'starting' }], [{ health: 'starting' }], [{ health: 'healthy' }]],
      true,
      /healthy/,
      2,
    ],
    ['no check, runs for 10 s', [[{}]], true, /runs since 10 s/, 10],
    ['unhealthy', [[{ health: 'starting' }], [{ health: 'unhealthy' }]], false, /unhealthy/, 1],
    ['ended', [[{}], [{ status: 'exited' }]], false, /ended with exit code 3/, 1],
    ['restarted', [[{}], [{ restarts: 1 }]], false, /was restarted/, 1],
    ['starting for ever', [[{ health: 'starting' }]], false, /is starting after 60 s/, 60],
    ['no container', [[]], false, /no container after 60 s/, 60],
    ['one of two is not well', [[{ health: 'healthy' }, { health: 'starting' }]], false, /starting after 60 s/, 60],
  ])('%s', async (_, moments, healthy, because, second) => {
    expect(await watch(moments)).toMatchObject({ healthy, because: expect.stringMatching(because), second });
  });
});
