import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';

/** What is stored in one MongoDB server that the server or the app runs by itself. */
export interface DatabaseScripts {
  /** `container:<name>` or `host`. */
  readonly subject: string;
  /** `database.name` of functions in `system.js`, and of jobs and triggers. */
  readonly names: readonly string[];
  readonly ref: EvidenceRef;
}

/** Stored functions and jobs by server; reading them takes a login. */
export const databaseScripts = defineFact<readonly DatabaseScripts[]>({
  id: 'database-scripts',
  title: 'Functions and jobs stored in MongoDB',
  sources: ['mongo.probe'],
});
