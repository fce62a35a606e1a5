import { join } from 'node:path';
import type { Database } from '../watch/store/database.js';
import { storedIncidents } from '../watch/store/findings.js';
import { openStoreToRead } from '../watch/store/open-store.js';
import { plainLine } from './plain-text.js';
import type { Terminal } from './terminal.js';
import { isWatcher, lockedBy } from './watch-lock.js';

/** Says how the watcher is; the exit code is 0 when it runs, 1 when not. */
export function runWatchStatus(
  options: { readonly store: string; readonly json?: boolean },
  terminal: Terminal,
): number {
  const pid = lockedBy(join(options.store, 'watch.pid'));
  const running = pid !== null && isWatcher(pid);
  const database = openStoreToRead(options.store);
  try {
    const status = { running, pid: running ? pid : null, ...stateOf(database) };
    terminal.stdout(options.json ? `${JSON.stringify(status, null, 2)}\n` : page(status));
    return running ? 0 : 1;
  } finally {
    database.close();
  }
}

function stateOf(database: Database) {
  const check = database
    .prepare("SELECT at_ms, body FROM audit WHERE kind = 'check' ORDER BY number DESC LIMIT 1")
    .get();
  const losses = database.prepare('SELECT at_ms, source, body FROM losses ORDER BY id DESC LIMIT 5').all();
  return {
    sources: database
      .prepare('SELECT source FROM cursors ORDER BY source')
      .all()
      .map((row) => String(row.source)),
    lastLineAt: timeOf(
      database
        .prepare(
          'SELECT MAX(t) AS t FROM (SELECT MAX(received_ms) AS t FROM batches UNION ALL SELECT MAX(to_ms) FROM segments)',
        )
        .get()?.t,
    ),
    lastCheck:
      check === undefined
        ? null
        : { at: timeOf(check.at_ms), ...(JSON.parse(String(check.body)) as { status: string; summary: string }) }, // written by run-watch
    openIncidents: storedIncidents(database, { openOnly: true, limit: 100 }).map(({ id, severity, title }) => ({
      id,
      severity,
      title,
    })),
    waitingMessages: Number(database.prepare('SELECT COUNT(*) AS n FROM outbox').get()?.n ?? 0),
    losses: losses.map((row) => ({
      at: timeOf(row.at_ms),
      source: String(row.source),
      because: String(JSON.parse(String(row.body)).because),
    })),
  };
}

function timeOf(ms: unknown): string | null {
  return typeof ms === 'number' && ms > 0 ? new Date(ms).toISOString() : null;
}

function page(status: { readonly running: boolean; readonly pid: number | null } & ReturnType<typeof stateOf>): string {
  const lines = [
    status.running ? `runs (pid ${status.pid})` : 'does not run (hint: systemctl start candor-watch, or candor watch)',
    `last line stored: ${status.lastLineAt ?? 'none yet'}`,
    status.lastCheck === null
      ? 'no scheduled check yet'
      : `last check: ${status.lastCheck.at} ${status.lastCheck.status}: ${status.lastCheck.summary}`,
    `follows: ${status.sources.join(', ') || 'nothing yet'}`,
    ...status.openIncidents.map((one) => `open: ${one.id} ${one.severity}: ${one.title}`),
    ...(status.waitingMessages > 0 ? [`${status.waitingMessages} messages wait to be delivered`] : []),
    ...status.losses.map((one) => `lost: ${one.at} ${one.source}: ${one.because}`),
  ];
  return `${lines.map(plainLine).join('\n')}\n`;
}
