import { missing } from '../artifact.js';
import type { CollectedArtifact, Collector, CollectorEnv } from '../collected.js';
import { mapLimited } from '../env/map-limited.js';
import { demultiplex } from './demultiplex.js';
import type { EngineContainer } from './engine-access.js';
import { containerSubject, engineArtifact } from './engine-artifact.js';

/** Per container; more is cut and said to be. */
const MAX_BYTES = 64 << 20;
const TIMEOUT_MS = 8000;
const MAX_CONTAINERS = 100;

/** Logs of every container in the window, both streams together, with timestamps. */
export const logsCollector: Collector = {
  id: 'docker-logs',
  artifacts: ['docker.logs'],
  async collect(env) {
    const { status, detail, items } = await env.engine.containers();
    if (items.length === 0 && status !== 'ok') return [missing(env, 'docker.logs', status, detail ?? 'no containers')];
    return mapLimited(items.slice(0, MAX_CONTAINERS), 3, (container) => logsOf(env, container));
  },
};

async function logsOf(env: CollectorEnv, container: EngineContainer): Promise<CollectedArtifact> {
  const subject = containerSubject(container.name);
  if (container.logDriver === 'none') {
    const detail = `the log driver of ${subject} is none: nothing that it prints is kept`;
    return missing(env, 'docker.logs', 'disabled', detail, { subject });
  }
  const since = Math.floor(env.since.getTime() / 1000);
  const path = `/containers/${container.id}/logs?stdout=1&stderr=1&timestamps=1&since=${since}`;
  const answer = await env.engine.get(path, { maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS });
  const unreadable = answer.detail?.includes('does not support reading') === true;
  return engineArtifact(
    env,
    'docker.logs',
    unreadable ? { ...answer, status: 'disabled' } : answer,
    (bytes) => env.redact.bytes(container.tty ? bytes : demultiplex(bytes)),
    { subject },
  );
}
