import { auditLogSource } from './audit-log.js';
import { auditSocketSource } from './audit-socket.js';
import { dockerEventsSource } from './docker-events.js';
import { falcoSource, tetragonSource } from './json-lines.js';
import type { LiveSource } from './live-source.js';
import { procSweepSource } from './proc-sweep.js';
import { tracefsSource } from './tracefs.js';

/** All live sources, best first. */
export const liveSources: readonly LiveSource[] = [
  auditSocketSource,
  auditLogSource,
  tetragonSource,
  tracefsSource,
  falcoSource,
  procSweepSource,
  dockerEventsSource,
];
