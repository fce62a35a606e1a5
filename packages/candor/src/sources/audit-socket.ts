import { stat } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { AuditLines } from './audit-lines.js';
import { probeAudit, watchAuditStatus } from './audit-status.js';
import { LineCutter } from './line-cutter.js';
import type { LiveSource, SourcePlaces, SourceSink } from './live-source.js';
import { reasonOf, untilFirst } from './until-first.js';

const idleMs = 500;

/** auditd's `af_unix` plugin (auditd-plugins(5), `/etc/audit/plugins.d/af_unix.conf`): events at once, nothing is read twice. */
export const auditSocketSource: LiveSource = {
  name: 'audit-socket',
  changesHost: false,
  coverage: {
    everyStart: true,
    argv: true,
    sees: 'every program start of the host and its containers, with arguments, as auditd hands it to its plugins',
    misses:
      'what the kernel dropped, which it counts; what auditd dropped because a reader was slow, which only its own log tells; programs of 32 bits',
  },
  async probe(places) {
    try {
      if (!(await stat(places.auditSocket)).isSocket())
        return { works: false, why: `${places.auditSocket} is no socket` };
    } catch {
      return {
        works: false,
        why: `no plugin socket ${places.auditSocket}: set active = yes in /etc/audit/plugins.d/af_unix.conf`,
      };
    }
    return probeAudit(places);
  },
  run: (places, sink, signal) =>
    untilFirst(signal, [(until) => readSocket(places, sink, until), (until) => watchAuditStatus(places, sink, until)]),
};

function readSocket(places: SourcePlaces, sink: SourceSink, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const lines = new AuditLines(sink, places.now);
    const cutter = new LineCutter();
    const socket = createConnection(places.auditSocket);
    const idle = setInterval(() => lines.idle(), idleMs);
    const end = (why: string) => {
      clearInterval(idle);
      socket.destroy();
      lines.close();
      resolve(why);
    };
    signal.addEventListener('abort', () => end('asked to end'), { once: true });
    socket.on('data', (chunk) => {
      lines.take(cutter.push(chunk));
      const dropped = cutter.takeDropped();
      if (dropped > 0) sink.lost(dropped, 'lines longer than a line may be');
    });
    socket.on('error', (error) => end(reasonOf(error)));
    socket.on('close', () => end('auditd closed its plugin socket'));
  });
}
