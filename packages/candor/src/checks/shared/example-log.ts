import { exampleNow, exampleRef } from '../../core/example.js';
import type { LogOf } from '../../facts/logs.js';
import type { LogRecord } from '../../formats/logs/log-record.js';

/** The log of an app's container over two days, for the examples of checks. */
export function exampleLog(change: Partial<LogOf> = {}, records: readonly LogRecord[] = []): LogOf {
  return {
    artifact: 'docker.logs',
    subject: 'container:site-app-1',
    path: 'artifacts/docker.logs',
    reading: {
      records,
      counts: {},
      lines: 900,
      first: new Date(exampleNow.getTime() - 172_800_000),
      last: exampleNow,
      notUnderstood: { count: 0, firstLine: null, samples: [] },
      overflow: {},
      cutLines: 0,
    },
    sizeBytes: 90_000,
    partial: false,
    ref: exampleRef('docker.logs', 'container:site-app-1'),
    ...change,
  };
}

/** A log that begins an hour before the capture, cut by `--since`. */
export function exampleShortLog(): LogOf {
  const log = exampleLog({ partial: true });
  return { ...log, reading: { ...log.reading, first: new Date(exampleNow.getTime() - 3_600_000) } };
}
