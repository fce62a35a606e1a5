import { auditLogSource } from './audit-log.js';
import { auditSocketSource } from './audit-socket.js';
import type { LiveSource } from './live-source.js';
import { procSweepSource } from './proc-sweep.js';

/** All live sources, best first. */
export const liveSources: readonly LiveSource[] = [auditSocketSource, auditLogSource, procSweepSource];
