import type { ContainerInspect } from '../formats/docker/container-inspect.js';

/** Time as the watch needs it. */
export interface WatchClock {
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
}

/** How a watch ended. `because` says what was seen last. */
export interface HealthOutcome {
  readonly healthy: boolean;
  readonly because: string;
}

/** After this the service has to be healthy, or the change is taken back (sensor.md, "Installing it"). */
const deadlineMs = 60_000;
const pollMs = 1000;
/** Without a health check: Docker itself calls a start successful after 10 s (docs.docker.com, restart policies). */
const steadyMs = 10_000;

/** Watches the containers of a service until they are well, clearly not, or the time is over. */
export async function watchHealth(
  look: () => Promise<readonly ContainerInspect[]>,
  clock: WatchClock,
): Promise<HealthOutcome> {
  const startedMs = clock.now().getTime();
  for (;;) {
    const containers = await look();
    const nowMs = clock.now().getTime();
    const states = containers.map((container) => stateOf(container, nowMs));
    const [failed] = states.filter((state) => state.verdict === 'failed');
    if (failed) return { healthy: false, because: failed.because };
    if (states.length > 0 && states.every((state) => state.verdict === 'well'))
      return { healthy: true, because: states[0]?.because ?? '' };
    if (nowMs - startedMs >= deadlineMs) {
      const open = states.find((state) => state.verdict === 'open');
      return { healthy: false, because: `${open?.because ?? 'no container'} after ${deadlineMs / 1000} s` };
    }
    await clock.sleep(pollMs);
  }
}

interface State {
  readonly verdict: 'well' | 'open' | 'failed';
  readonly because: string;
}

function stateOf({ name, state, restartCount }: ContainerInspect, nowMs: number): State {
  const of = (verdict: State['verdict'], because: string): State => ({ verdict, because: `${name} ${because}` });
  if ((restartCount ?? 0) > 0 || state.restarting) return of('failed', `was restarted, exit code ${state.exitCode}`);
  if (state.status === 'exited' || state.status === 'dead')
    return of('failed', `ended with exit code ${state.exitCode}`);
  if (!state.running) return of('open', `is ${state.status ?? 'not running'}`);
  if (state.health === 'unhealthy') return of('failed', 'is unhealthy by its health check');
  if (state.health === 'healthy') return of('well', 'is healthy by its health check');
  if (state.health !== null && state.health !== 'none') return of('open', `is ${state.health}`);
  const upMs = nowMs - (state.startedAt?.getTime() ?? nowMs);
  return upMs >= steadyMs ? of('well', `runs since ${Math.round(upMs / 1000)} s`) : of('open', 'has just started');
}
