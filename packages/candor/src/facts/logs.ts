import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';
import type { LogReading } from '../formats/logs/log-record.js';

/** One log that was read. */
export interface LogOf {
  readonly artifact: 'docker.logs' | 'nginx.access-log' | 'nginx.error-log' | 'auth.log';
  readonly subject: string;
  readonly path: string | null;
  readonly reading: LogReading;
  readonly sizeBytes: number;
  /** True when only a part was kept: a filter, a cut, or `--since` after the container's start. */
  readonly partial: boolean;
  readonly ref: EvidenceRef;
}

/** Logs of containers, nginx and logins, as records and counts. */
export const logs = defineFact<readonly LogOf[]>({
  id: 'logs',
  title: 'Logs of containers, proxy and logins',
  sources: ['docker.logs', 'nginx.access-log', 'nginx.error-log', 'auth.log'],
});
