import type { CollectedArtifact, CollectorEnv } from '../collected.js';
import { commandArtifact } from '../command-artifact.js';

const configs = new WeakMap<CollectorEnv, Promise<CollectedArtifact>>();

/** `nginx -T`, run once in a collection. */
export function nginxConfig(env: CollectorEnv): Promise<CollectedArtifact> {
  const config =
    configs.get(env) ??
    commandArtifact(env, {
      id: 'nginx.config',
      command: ['nginx', '-T'],
      costs: 'what the proxy lets through is not known',
      timeoutMs: 4000,
    });
  configs.set(env, config);
  return config;
}
