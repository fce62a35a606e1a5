import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';

/** One image of the engine (`docker image inspect`, or `GET /images/json`). */
export interface ImageRecord {
  /** `sha256:…` of the image's configuration. */
  readonly id: string;
  readonly tags: readonly string[];
  /** `name@sha256:…` as pulled. */
  readonly digests: readonly string[];
  readonly createdAt: Date | null;
  readonly user: string | null;
  /** Names in `Config.Env` with a literal value that reads as a secret. */
  readonly secretNames: readonly string[];
  readonly ref: EvidenceRef;
}

/** Images of the engine. */
export const imageRecords = defineFact<readonly ImageRecord[]>({
  id: 'image-records',
  title: 'Images of the container engine',
  sources: ['docker.images'],
});

/** The system inside a container (os-release(5)), or as far as its image's tag names it. */
export interface ContainerSystem {
  readonly container: string;
  readonly osId: 'debian' | 'ubuntu' | 'alpine' | 'other';
  /** `12`, `24.04`, `3.22`; null when only the system is known. */
  readonly version: string | null;
  readonly ref: EvidenceRef;
}

/** Systems inside the running containers. */
export const containerSystems = defineFact<readonly ContainerSystem[]>({
  id: 'container-systems',
  title: 'Operating systems inside the containers',
  sources: ['container.exec', 'docker.inspect', 'scan.trivy'],
});
