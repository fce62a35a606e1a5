import type { Artifact } from '../core/evidence.js';
import { refTo } from '../core/evidence.js';
import { type Fact, type Gap, known } from '../core/fact.js';
import { parsed } from '../core/parsed.js';
import { type Container, containers } from '../facts/containers.js';
import { type LogOf, logs } from '../facts/logs.js';
import type { LogOptions, LogReading } from '../formats/logs/log-record.js';
import { readLog } from '../formats/logs/read-log.js';
import { defineParser, type ParseContext } from './parser.js';
import { factOf, type Reading, readRawArtifacts } from './readings.js';

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
  const all = context.fact(containers);
  if (
    rows.length === 0 &&
    all.status === 'known' &&
    all.complete &&
    !all.value.some((container) => container.running)
  ) {
    return known<readonly LogOf[]>([], all.evidence, all.observedAt);
  }
  const gap = unreadApps(all, items) ?? containerGap(each);
  return factOf<LogReading, readonly LogOf[]>({ rows, gap }, items);
});

/** Containers that run Node and whose log is not among those read. */
function unreadApps(all: Fact<readonly Container[]>, items: readonly LogOf[]): Gap | null {
  if (all.status === 'unknown')
    return { reason: all.reason, detail: `which logs there should be is unknown: ${all.detail}` };
  const read = new Set(items.filter((log) => log.artifact === 'docker.logs').map((log) => log.subject));
  const left = all.value.filter(
    (one) => one.running && one.kinds.includes('node') && !read.has(`container:${one.name}`),
  );
  if (left.length === 0) return all.complete ? null : all.gap;
  return {
    reason: 'not-collected',
    detail: `the log of ${left
      .map((one) => one.name)
      .slice(0, 5)
      .join(', ')} was not read`,
  };
}

/** A hole in a container log counts only where some container log was asked for. */
function containerGap(
  each: readonly { readonly id: string; readonly rows: readonly unknown[]; readonly gap: Gap | null }[],
): Gap | null {
  const one = each.find((candidate) => candidate.id === 'docker.logs');
  return one && one.rows.length > 0 ? one.gap : null;
}

function readLogs(context: ParseContext, id: LogOf['artifact']) {
  return readRawArtifacts(context, id, (artifact) => parsed(read(context, artifact, kinds[id])));
}

function read(context: ParseContext, artifact: Artifact, kind: LogOptions['kind']): LogReading {
  const timezone = context.bundle.header.host.timezone ?? 'UTC';
  return readLog(artifact.pieces(), { now: artifact.capturedAt, timezone, ...(kind ? { kind } : {}) });
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
