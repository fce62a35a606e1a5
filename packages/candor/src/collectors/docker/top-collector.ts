import { missing } from '../artifact.js';
import type { CollectedArtifact, Collector, CollectorEnv } from '../collected.js';
import { mapLimited } from '../env/map-limited.js';
import { pidIndex } from '../proc/pid-index.js';
import type { EngineContainer } from './engine-access.js';
import { containerSubject, engineArtifact, escapeControls } from './engine-artifact.js';
import { at, listOf, parseJson } from './json.js';

const COLUMNS = 'pid,ppid,user,lstart,pcpu,rss,args';

/**
 * Processes of each running container as `docker top NAME -eo …` prints them. Asked only where /proc does not show
 * them with their executables: the engine runs one `ps` for each answer.
 */
export const topCollector: Collector = {
  id: 'docker-top',
  artifacts: ['docker.top'],
  async collect(env) {
    const { status, detail, items } = await env.engine.containers();
    const running = items.filter((item) => item.running);
    if (running.length === 0 && status !== 'ok') return [missing(env, 'docker.top', status, detail ?? 'no containers')];
    const index = await pidIndex(env);
    const unseen = running.filter((item) => index.find((entry) => entry.pid === item.pid)?.exe == null);
    const asked = await mapLimited(unseen, 3, (container) => topOf(env, container));
    if (asked.length > 0) return asked;
    return [missing(env, 'docker.top', 'not-collected', 'host.processes shows the processes of every container')];
  },
};

async function topOf(env: CollectorEnv, container: EngineContainer): Promise<CollectedArtifact> {
  const answer = await env.engine.get(
    `/containers/${container.id}/top?ps_args=${encodeURIComponent(`-eo ${COLUMNS}`)}`,
  );
  return engineArtifact(env, 'docker.top', answer, (bytes) => env.redact.text(asTable(parseJson(bytes))), {
    subject: containerSubject(container.name),
  });
}

/** Columns padded as ps(1) does, the command line last. */
function asTable(answer: unknown): string {
  const rows = [listOf(at(answer, 'Titles')), ...listOf(at(answer, 'Processes')).map(listOf)];
  return rows
    .map(
      (row) =>
        `${row
          .map((cell) => escapeControls(String(cell)).padEnd(8))
          .join(' ')
          .trimEnd()}\n`,
    )
    .join('');
}
