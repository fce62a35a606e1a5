import { collected, missing } from '../artifact.js';
import type { CollectedArtifact, Collector, CollectorEnv } from '../collected.js';
import { readFileArtifact } from '../host/file-artifact.js';
import { redactJson } from '../redact/redact-json.js';
import { engineArtifact } from './engine-artifact.js';
import { parseJson } from './json.js';
import { withSecretFiles } from './secret-files.js';

const EVENTS_MAX_BYTES = 16 << 20;

/** What the engine says of itself: version, info, containers, networks, images, events; and its daemon.json. */
export const engineCollector: Collector = {
  id: 'docker-engine',
  artifacts: [
    'docker.version',
    'docker.info',
    'docker.ps',
    'docker.inspect',
    'docker.networks',
    'docker.images',
    'docker.events',
    'docker.daemon-json',
  ],
  async collect(env) {
    const json = (bytes: Buffer) => redactedJson(env, bytes);
    const [version, info, networks, images, events, containers, daemon] = await Promise.all([
      env.engine.get('/version'),
      env.engine.get('/info'),
      env.engine.get('/networks'),
      env.engine.get('/images/json?digests=1'),
      env.engine.get(eventsPath(env), { maxBytes: EVENTS_MAX_BYTES }),
      env.engine.containers(),
      daemonJson(env),
    ]);
    return [
      engineArtifact(env, 'docker.version', version, json),
      engineArtifact(env, 'docker.info', info, json),
      engineArtifact(env, 'docker.networks', networks, json),
      engineArtifact(env, 'docker.images', images, json),
      engineArtifact(env, 'docker.events', events, (bytes) => env.redact.text(bytes.toString())),
      engineArtifact(env, 'docker.ps', containers.list, json),
      await inspections(env),
      daemon,
    ];
  },
};

function eventsPath(env: CollectorEnv): string {
  const seconds = (date: Date) => Math.floor(date.getTime() / 1000);
  return `/events?since=${seconds(env.since)}&until=${seconds(env.now())}`;
}

function redactedJson(env: CollectorEnv, bytes: Buffer): string | null {
  const value = parseJson(bytes);
  return value === undefined ? null : `${JSON.stringify(redactJson(value, env.redact), null, 1)}\n`;
}

/** As `docker inspect` prints it: one array, indented by four. */
async function inspections(env: CollectorEnv): Promise<CollectedArtifact> {
  const { status, detail, items } = await env.engine.containers();
  const source = { api: 'GET /containers/{id}/json' };
  if (status !== 'ok' && status !== 'truncated') {
    return missing(env, 'docker.inspect', status, detail ?? 'no list of containers', { source });
  }
  const seen = items.filter((item) => item.inspect !== null);
  const lost = items.length - seen.length;
  const inspections = await Promise.all(seen.map((item) => withSecretFiles(env, item)));
  const text = JSON.stringify(
    inspections.map((inspection) => redactJson(inspection, env.redact)),
    null,
    4,
  );
  const gone = lost === 0 ? detail : `${lost} of ${items.length} containers could not be inspected`;
  return collected(env, 'docker.inspect', `${text}\n`, {
    source,
    status: lost === 0 ? status : 'truncated',
    detail: gone,
  });
}

async function daemonJson(env: CollectorEnv): Promise<CollectedArtifact> {
  return readFileArtifact(env, 'docker.daemon-json', '/etc/docker/daemon.json', {
    transform: (bytes) => Buffer.from(env.redact.text(bytes.toString())),
  });
}
