import { type Parsed, unparseable } from '../../core/parsed.js';
import { MAX_LINE_CHARS, MAX_TEXT_CHARS } from '../text/limits.js';
import { AuditReader, type AuditReading } from './audit-reader.js';

/**
 * Reads an auditd log (`/var/log/audit/audit.log`, `ausearch --raw`, the kernel's own `audit: type=1300 audit(…)` lines,
 * and notices of loss between them). Records are joined by time and serial. Never throws, one pass.
 */
export function readAuditLog(text: string): Parsed<AuditReading> {
  if (text.length > MAX_TEXT_CHARS) return unparseable(`longer than ${MAX_TEXT_CHARS} characters`);
  const reader = new AuditReader();
  let from = 0;
  for (let line = 1; from < text.length; line += 1) {
    const found = text.indexOf('\n', from);
    const end = found < 0 ? text.length : found;
    if (end - from > MAX_LINE_CHARS) reader.warnings.add(line, 'line too long');
    else if (end > from) reader.take(text.slice(from, end), line);
    from = end + 1;
  }
  return reader.close();
}
