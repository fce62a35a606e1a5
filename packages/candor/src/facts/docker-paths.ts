import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';

/** A file, folder or socket that decides who commands the engine. */
export interface DockerPath {
  readonly path: string;
  readonly kind: 'socket' | 'file' | 'directory' | null;
  /** Permission bits as a number (0o660). */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number | null;
  readonly ref: EvidenceRef;
}

/** The engine's sockets, configuration and units with owner and mode (lines of `host.files`). */
export const dockerPaths = defineFact<readonly DockerPath[]>({
  id: 'docker-paths',
  title: "Owner and mode of the engine's socket, configuration and units",
  sources: ['host.files'],
});
