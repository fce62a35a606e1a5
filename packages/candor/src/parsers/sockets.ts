import { refTo } from '../core/evidence.js';
import { type Fact, type Gap, known, unknown } from '../core/fact.js';
import { containers } from '../facts/containers.js';
import {
  type Connection,
  connections,
  containerListeners,
  hostListeners,
  type Listener,
  namespaceConnections,
} from '../facts/sockets.js';
import { readSockets } from '../formats/sockets/read-sockets.js';
import type { SocketRecord } from '../formats/sockets/socket-record.js';
import { defineParser, type ParseContext } from './parser.js';
import { containerOf, factOf, type Reading, type Readings, readArtifacts } from './readings.js';

/** Listening sockets of the host's namespace. */
export const hostListenersParser = defineParser(hostListeners, (context) => {
  const readings = readArtifacts(context, 'host.sockets', readSockets);
  return factOf(readings, readings.rows.flatMap(listenersOf));
});

/** Listening sockets of each container's namespace. */
export const containerListenersParser = defineParser(containerListeners, (context) => {
  const readings = readArtifacts(context, 'container.sockets', readSockets);
  return orNoContainers(context, readings, () =>
    factOf(readings, readings.rows.flatMap(listenersOf), { gap: unreadNamespace(context, readings) }),
  );
});

/** Connections of all namespaces. A listing of listeners alone (`ss -l`) leaves a gap. */
export const connectionsParser = defineParser(connections, (context) => {
  const { rows, gap } = readAll(context);
  return factOf({ rows, gap }, rows.flatMap(connectionsOf));
});

/** The same by namespace: each is whole or not for itself. */
export const namespaceConnectionsParser = defineParser(namespaceConnections, (context) => {
  const { rows, gap, whole } = readAll(context);
  const value = { items: rows.flatMap(connectionsOf), wholeSubjects: whole, gap };
  return factOf({ rows, gap: whole.size === 0 ? gap : null }, value);
});

function readAll(context: ParseContext): Readings<readonly SocketRecord[]> & { whole: ReadonlySet<string> } {
  const host = readArtifacts(context, 'host.sockets', readSockets);
  const inside = readArtifacts(context, 'container.sockets', readSockets);
  const partOnly: Gap | null = host.rows.some((row) => showsListenersOnly(row))
    ? { reason: 'not-collected', detail: 'host.sockets lists listeners only, no connections' }
    : null;
  const hostGap = host.gap ?? partOnly;
  const wholeInside = inside.rows.filter((row) => !showsListenersOnly(row) && isWhole(context, inside, row));
  const subjects = [...(hostGap === null ? ['host'] : []), ...wholeInside.map((row) => row.artifact.subject)];
  return {
    rows: [...host.rows, ...inside.rows],
    gap: hostGap ?? unreadNamespace(context, inside),
    whole: new Set(subjects),
  };
}

/** The gap of all listings may come from another one: then this one's own tells. */
function isWhole(context: ParseContext, all: Readings<unknown>, row: Reading<unknown>): boolean {
  return (
    all.gap === null || readArtifacts(context, 'container.sockets', readSockets, row.artifact.subject).gap === null
  );
}

function showsListenersOnly(row: Reading<readonly SocketRecord[]>): boolean {
  const source = row.artifact.source;
  if (source && 'command' in source) {
    const at = source.command.findIndex((word) => /(?:^|\/)ss$/.test(word));
    const flags = source.command
      .slice(at + 1)
      .filter((word) => word.startsWith('-'))
      .join('');
    if (at >= 0) return flags.includes('l') && !flags.includes('a');
  }
  return (
    !row.value.some((record) => record.state !== 'LISTEN' && record.state !== 'UNCONN') &&
    !(source && ('api' in source || 'file' in source))
  );
}

function orNoContainers<T>(
  context: ParseContext,
  readings: Readings<unknown>,
  otherwise: () => Fact<readonly T[]>,
): Fact<readonly T[]> {
  if (readings.rows.length > 0) return otherwise();
  const all = context.fact(containers);
  if (all.status === 'known' && all.complete && !all.value.some((container) => container.running))
    return known<readonly T[]>([], all.evidence, all.observedAt);
  return unknown(
    readings.gap?.reason ?? 'not-collected',
    readings.gap?.detail ?? 'container.sockets was not collected',
  );
}

function unreadNamespace(context: ParseContext, inside: Readings<unknown>): Gap | null {
  const all = context.fact(containers);
  if (all.status === 'unknown') return { reason: all.reason, detail: all.detail };
  const read = new Set(inside.rows.map((row) => containerOf(row.artifact.subject)));
  const left = all.value.filter(
    (container) => container.running && container.networkMode !== 'host' && !read.has(container.name),
  );
  if (left.length === 0) return all.complete ? null : all.gap;
  return {
    reason: inside.gap?.reason ?? 'not-collected',
    detail: `sockets inside ${left
      .map((container) => container.name)
      .slice(0, 5)
      .join(', ')} were not read`,
  };
}

function listenersOf(row: Reading<readonly SocketRecord[]>): Listener[] {
  return row.value
    .filter((record) => record.state === 'LISTEN' || (record.state === 'UNCONN' && record.proto === 'udp'))
    .map((record) => ({
      proto: record.proto,
      family: record.family === 'ipv6' ? 6 : 4,
      address: record.dualStack && record.localAddress === '*' ? '::' : record.localAddress,
      port: record.localPort,
      processName: record.processes?.[0]?.name ?? null,
      pid: record.processes?.[0]?.pid ?? null,
      subject: row.artifact.subject,
      ref: refTo(
        row.artifact,
        record.line,
        `${record.proto} ${record.state} ${record.localAddress}:${record.localPort}`,
      ),
    }));
}

function connectionsOf(row: Reading<readonly SocketRecord[]>): Connection[] {
  const listening = new Set(row.value.filter((record) => record.state === 'LISTEN').map((record) => record.localPort));
  return row.value
    .filter((record) => record.state !== 'LISTEN' && record.peerPort !== null && record.peerPort !== 0)
    .map((record) => ({
      proto: record.proto,
      state: record.state,
      localAddress: record.localAddress,
      localPort: record.localPort,
      peerAddress: record.peerAddress,
      peerPort: record.peerPort ?? 0,
      outbound: !listening.has(record.localPort),
      processName: record.processes?.[0]?.name ?? null,
      pid: record.processes?.[0]?.pid ?? null,
      subject: row.artifact.subject,
      ref: refTo(
        row.artifact,
        record.line,
        `${record.proto} ${record.state} ${record.localAddress}:${record.localPort} → ${record.peerAddress}:${record.peerPort}`,
      ),
    }));
}
