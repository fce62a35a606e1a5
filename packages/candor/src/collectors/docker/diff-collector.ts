import { missing } from '../artifact.js';
import type { CollectedArtifact, Collector, CollectorEnv } from '../collected.js';
import { mapLimited } from '../env/map-limited.js';
import { changesOf, type LayerEntry } from './changes.js';
import type { EngineContainer } from './engine-access.js';
import { containerSubject, engineArtifact, escapeControls } from './engine-artifact.js';

const LETTERS = { changed: 'C', added: 'A', deleted: 'D' } as const;

/** What changed in each running container's writable layer, as `docker diff` prints it. */
export const diffCollector: Collector = {
  id: 'docker-diff',
  artifacts: ['docker.diff'],
  async collect(env) {
    const { status, detail, items } = await env.engine.containers();
    const running = items.filter((item) => item.running);
    if (running.length === 0 && status !== 'ok')
      return [missing(env, 'docker.diff', status, detail ?? 'no containers')];
    return mapLimited(running, 4, (container) => diffOf(env, container));
  },
};

async function diffOf(env: CollectorEnv, container: EngineContainer): Promise<CollectedArtifact> {
  const { answer, entries } = await changesOf(env, container);
  const text = entries === null ? null : entries.map(diffLine).join('');
  return engineArtifact(env, 'docker.diff', answer, () => text, { subject: containerSubject(container.name) });
}

function diffLine({ kind, path }: LayerEntry): string {
  return `${LETTERS[kind]} ${escapeControls(path)}\n`;
}
