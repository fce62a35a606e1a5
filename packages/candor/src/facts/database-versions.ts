import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';

/** A MongoDB server and its version. */
export interface DatabaseVersion {
  /** `container:<name>` or `host`. */
  readonly subject: string;
  /** `8.0.17`, or the line `8.2` where only a tag names it; null = not seen. */
  readonly version: string | null;
  readonly grade: 'running' | 'tag';
  /** True: the server refuses zlib; false: it offers it (the default); null: not seen. */
  readonly zlibOff: boolean | null;
  readonly ref: EvidenceRef;
}

/** MongoDB servers of this host. Empty and complete = proven none. */
export const databaseVersions = defineFact<readonly DatabaseVersion[]>({
  id: 'database-versions',
  title: 'MongoDB servers and their versions',
  sources: ['mongo.probe', 'docker.inspect', 'container.exec', 'host.processes'],
});
