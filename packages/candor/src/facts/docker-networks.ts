import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';

/** A network of the engine (`docker network inspect`). */
export interface DockerNetworkFact {
  readonly name: string;
  readonly driver: string | null;
  /** No way out of it; null when the listing does not say. */
  readonly internal: boolean | null;
  readonly subnets: readonly string[];
  readonly ref: EvidenceRef;
}

/** Networks of the engine. */
export const dockerNetworks = defineFact<readonly DockerNetworkFact[]>({
  id: 'docker-networks',
  title: 'Networks of the container engine',
  sources: ['docker.networks'],
});
