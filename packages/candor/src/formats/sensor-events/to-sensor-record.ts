import { eventTime, type JsonRecord } from '../exec-events/json-objects.js';
import { filledOrNull, listOf, numberOrNull, objectOf, objectOrNull, stringsOf } from '../text/json-values.js';
import type { SensorAggregate, SensorEvent, SensorRecord, SensorRequest, SensorStatus } from './sensor-record.js';

const events = new Set(['spawn', 'codegen', 'connect', 'dns', 'worker', 'dlopen']);

/** One line's object as a record; null when it is not of the sensor's format (version 1). */
export function toSensorRecord(object: JsonRecord, line: number): SensorRecord | null {
  const at = eventTime(object.ts);
  const pid = count(object.pid);
  const tid = count(object.tid);
  const seq = count(object.seq);
  if (object.v !== 1 || at === null || pid === null || tid === null || seq === null) return null;
  const base = { at, pid, tid, seq, line };
  const kind = object.kind;
  if (typeof kind !== 'string') return null;
  // Membership in the set is what the type says.
  if (events.has(kind)) return { ...base, ...eventOf(object), kind: kind as SensorEvent['kind'] };
  if (kind === 'spawn-result') return resultOf(object, base);
  if (kind === 'aggregate') return { ...base, ...aggregateOf(object, at) };
  if (kind === 'heartbeat' || kind === 'state') return { ...base, ...statusOf(object), kind };
  return kind === 'self-test' ? { ...base, kind, degraded: stringsOf(object.degraded) } : null;
}

type BaseOf<T> = Omit<T, 'at' | 'pid' | 'tid' | 'seq' | 'line' | 'kind'>;

function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function eventOf(object: JsonRecord): BaseOf<SensorEvent> {
  return {
    api: filledOrNull(object.api) ?? '',
    provenance: filledOrNull(object.provenance) ?? 'unknown',
    key: filledOrNull(object.key) ?? '',
    known: object.known === true,
    site: filledOrNull(object.site),
    request: requestOf(object.request),
    severity: filledOrNull(object.severity) ?? 'informational',
    reason: filledOrNull(object.reason) ?? '',
    blocked: object.blocked === true,
    file: filledOrNull(object.file),
    argv: stringsOf(object.argv).slice(0, 64),
    argvHash: count(object.argvHash),
    argvTruncated: object.argvTruncated === true,
    code: filledOrNull(object.code),
    peer: filledOrNull(object.peer),
  };
}

function requestOf(value: unknown): SensorRequest | null {
  const request = objectOrNull(value);
  return request === null
    ? null
    : {
        method: filledOrNull(request.method) ?? '',
        path: filledOrNull(request.path) ?? '',
        client: filledOrNull(request.client),
        nextAction: request.nextAction === true,
      };
}

function resultOf(
  object: JsonRecord,
  base: Pick<SensorRecord, 'at' | 'pid' | 'tid' | 'seq' | 'line'>,
): SensorRecord | null {
  const of = count(object.of);
  return of === null
    ? null
    : {
        ...base,
        kind: 'spawn-result',
        of,
        childPid: count(object.childPid),
        exitCode: numberOrNull(object.exitCode),
        signal: filledOrNull(object.signal),
        error: filledOrNull(object.error),
      };
}

function aggregateOf(object: JsonRecord, at: Date): BaseOf<SensorAggregate> & { kind: 'aggregate' } {
  return {
    kind: 'aggregate',
    of: count(object.of) ?? 0,
    ofKind: filledOrNull(object.ofKind) ?? '',
    count: count(object.count) ?? 0,
    childPids: listOf(object.childPids).filter((pid) => typeof pid === 'number'),
    from: eventTime(object.from) ?? at,
  };
}

function statusOf(object: JsonRecord): BaseOf<SensorStatus> {
  const counters = objectOf(object.counters);
  const of = (name: string) => count(counters[name]) ?? 0;
  return {
    mode: filledOrNull(object.mode) ?? 'unknown',
    startedAt: eventTime(object.startedAt),
    change: filledOrNull(object.change),
    counters: { seen: of('seen'), emitted: of('emitted'), aggregated: of('aggregated'), dropped: of('dropped') },
    outputLost: count(objectOf(object.output).lost) ?? 0,
    degraded: stringsOf(object.degraded),
    tampered: stringsOf(object.tampered),
    heartbeatMs: count(object.heartbeatMs),
  };
}
