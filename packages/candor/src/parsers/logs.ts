import type { Artifact } from '../core/evidence.js';
import { refTo } from '../core/evidence.js';
import { parsed } from '../core/parsed.js';
import { type LogOf, logs } from '../facts/logs.js';
import type { LogOptions, LogReading } from '../formats/logs/log-record.js';
import { readLog } from '../formats/logs/read-log.js';
import { defineParser, type ParseContext } from './parser.js';
import { factOf, type Reading, readArtifacts } from './readings.js';

const kinds: Readonly<Record<LogOf['artifact'], LogOptions['kind']>> = {
  'docker.logs': 'container',
  'nginx.access-log': 'nginx-access',
  'nginx.error-log': 'nginx-error',
  'auth.log': undefined,
};

/** All logs of the bundle. What one log cannot tell does not silence the others: the gap is carried by the fact. */
export const logsParser = defineParser(logs, (context) => {
  const each = (Object.keys(kinds) as LogOf['artifact'][]).map((id) => ({ id, ...readLogs(context, id) })); // keys of a const record are its type
  const rows = each.flatMap((one) => one.rows);
  const items = each.flatMap((one) => one.rows.map((row): LogOf => toLog(one.id, row)));
  const gap = each.find((one) => one.id === 'docker.logs')?.gap ?? null;
  return factOf<LogReading, readonly LogOf[]>({ rows, gap }, items);
});

function readLogs(context: ParseContext, id: LogOf['artifact']) {
  return readArtifacts(context, id, (_text, artifact) => parsed(read(context, artifact, kinds[id])));
}

function read(context: ParseContext, artifact: Artifact, kind: LogOptions['kind']): LogReading {
  const timezone = context.bundle.header.host.timezone ?? 'UTC';
  return readLog(artifact.bytes(), { now: artifact.capturedAt, timezone, ...(kind ? { kind } : {}) });
}

function toLog(artifact: LogOf['artifact'], row: Reading<LogReading>): LogOf {
  const source = row.artifact.source;
  const cut =
    source !== null && 'command' in source && source.command.some((word) => /^--?(since|tail|n)\b/.test(word));
  return {
    artifact,
    subject: row.artifact.subject,
    path: row.artifact.path,
    reading: row.value,
    sizeBytes: row.artifact.sizeBytes,
    partial: cut || row.artifact.filtered || row.artifact.status === 'truncated',
    ref: refTo(row.artifact),
  };
}
