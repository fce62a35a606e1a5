import type { Bundle } from '../core/evidence.js';
import type { AuditReading } from '../formats/audit/audit-reader.js';
import { readAuditLog } from '../formats/audit/read-audit-log.js';
import type { ParseContext } from './parser.js';
import { type Readings, readArtifacts } from './readings.js';

const done = new WeakMap<Bundle, Readings<AuditReading>>();

/** The audit logs of a bundle, read once: several facts need them, and they are megabytes. */
export function auditReadings(context: ParseContext): Readings<AuditReading> {
  const found = done.get(context.bundle) ?? readArtifacts(context, 'audit.log', readAuditLog);
  done.set(context.bundle, found);
  return found;
}
