import type { ArtifactId } from '../../core/artifact-catalogue.js';
import { collected, failureDetail, missing, statusOf } from '../artifact.js';
import type { CollectedArtifact, Collector, CollectorEnv } from '../collected.js';
import { commandArtifact } from '../command-artifact.js';
import { attempt } from '../proc/attempt.js';
import { logPaths } from './config-paths.js';
import { nginxConfig } from './nginx-config.js';

const MAX_LOG_BYTES = 32 << 20;
const MAX_LOGS = 12;

/** nginx: the configuration of the binary on the host, its version, and the tails of its logs. */
export const nginxCollector: Collector = {
  id: 'nginx',
  artifacts: ['nginx.config', 'nginx.version', 'nginx.access-log', 'nginx.error-log'],
  async collect(env) {
    const [config, version] = await Promise.all([
      nginxConfig(env),
      commandArtifact(env, {
        id: 'nginx.version',
        command: ['nginx', '-V'],
        costs: 'known holes of nginx cannot be judged',
        content: ({ stderr, stdout }) => stderr.toString() + stdout.toString(),
      }),
    ]);
    const text = config.content.toString();
    const access = await logs(env, 'nginx.access-log', logPaths(text, 'access_log', '/var/log/nginx/access.log'));
    const errors = await logs(env, 'nginx.error-log', logPaths(text, 'error_log', '/var/log/nginx/error.log'));
    return [config, version, ...access, ...errors];
  },
};

async function logs(env: CollectorEnv, id: ArtifactId, paths: readonly string[]): Promise<CollectedArtifact[]> {
  // The log before the last rotation still belongs to a window of a day.
  const all = paths.flatMap((path) => [path, `${path}.1`]);
  const made = await Promise.all(all.slice(0, MAX_LOGS).map((path, index) => logFile(env, id, path, index + 1)));
  const present = made.filter((artifact) => artifact !== null);
  return present.length > 0
    ? present
    : [missing(env, id, 'absent', `${paths[0]}: not there`, { source: { file: paths[0] ?? '' } })];
}

async function logFile(
  env: CollectorEnv,
  id: ArtifactId,
  path: string,
  order: number,
): Promise<CollectedArtifact | null> {
  const source = { file: path };
  try {
    const stat = await env.fs.stat(path);
    if (path.endsWith('.1') && stat.mtime < env.since) return null;
    const { bytes, truncated } = await env.fs.read(path, { maxBytes: MAX_LOG_BYTES, tail: true });
    const detail = truncated ? 'only the end of the log was read' : null;
    return collected(env, id, env.redact.bytes(bytes), {
      order,
      source,
      status: truncated ? 'truncated' : 'ok',
      detail,
    });
  } catch (error) {
    const status = statusOf(error);
    if (status === 'absent' && (path.endsWith('.1') || (await attempt(env.fs.stat('/etc/nginx'))) === null))
      return null;
    return missing(env, id, status, failureDetail(env, path, error), { order, source });
  }
}
