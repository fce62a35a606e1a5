import { access, constants } from 'node:fs/promises';
import { AuditLines } from './audit-lines.js';
import { probeAudit, watchAuditStatus } from './audit-status.js';
import { followFile } from './follow-file.js';
import type { LiveSource } from './live-source.js';
import { reasonOf, untilFirst } from './until-first.js';

/** auditd's log (`/var/log/audit/audit.log`), followed through its rotation. */
export const auditLogSource: LiveSource = {
  name: 'audit-log',
  changesHost: false,
  coverage: {
    everyStart: true,
    argv: true,
    sees: 'every program start of the host and its containers, with arguments, as auditd writes it',
    misses: 'what the kernel dropped, which it counts; what an administrator left out with a rule; programs of 32 bits',
  },
  async probe(places) {
    try {
      await access(places.auditLog, constants.R_OK);
    } catch (error) {
      return { works: false, why: reasonOf(error) };
    }
    return probeAudit(places);
  },
  run(places, sink, signal) {
    const lines = new AuditLines(sink, places.now);
    const follow = (until: AbortSignal) =>
      followFile(
        {
          path: places.auditLog,
          sleep: places.sleep,
          onLines: (read) => lines.take(read),
          onLost: sink.lost,
          onIdle: () => lines.idle(),
        },
        until,
      ).then(() => 'asked to end');
    return untilFirst(signal, [follow, (until) => watchAuditStatus(places, sink, until)]);
  },
};
