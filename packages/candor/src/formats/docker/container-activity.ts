import type { Parsed } from '../../core/parsed.js';
import { readJsonLines } from '../text/json-lines.js';
import {
  anyMember,
  dateOrNull,
  filledOrNull,
  type JsonObject,
  member,
  numberOrNull,
  objectOf,
  stringMapOf,
} from '../text/json-values.js';
import { readLinedObjects } from '../text/lined-objects.js';
import { integerOf, type LineReading, readEachLine } from '../text/text-lines.js';

/** One container of `docker stats --no-stream --format json`. Sizes in bytes, shares in percent of one CPU. */
export interface ContainerStats {
  readonly id: string | null;
  readonly name: string;
  readonly cpuPercent: number | null;
  readonly memoryBytes: number | null;
  readonly memoryLimitBytes: number | null;
  readonly memoryPercent: number | null;
  readonly networkReceivedBytes: number | null;
  readonly networkSentBytes: number | null;
  readonly blockReadBytes: number | null;
  readonly blockWrittenBytes: number | null;
  readonly pids: number | null;
  readonly line: number;
}

/** Lines of `docker stats --no-stream --format json`. */
export function readContainerStats(text: string): Parsed<ContainerStats[]> {
  return readLinedObjects(text, ({ object, line }) => statsOf(object, line), 'stats without a container name');
}

function statsOf(object: JsonObject, line: number): ContainerStats | null {
  const name = filledOrNull(anyMember(object, ['Name', 'Container']));
  if (name === null) return null;
  const [memoryBytes, memoryLimitBytes] = pairOf(member(object, 'MemUsage'));
  const [networkReceivedBytes, networkSentBytes] = pairOf(member(object, 'NetIO'));
  const [blockReadBytes, blockWrittenBytes] = pairOf(member(object, 'BlockIO'));
  return {
    id: filledOrNull(anyMember(object, ['ID', 'Container'])),
    name,
    cpuPercent: percentOf(member(object, 'CPUPerc')),
    memoryPercent: percentOf(member(object, 'MemPerc')),
    memoryBytes,
    memoryLimitBytes,
    networkReceivedBytes,
    networkSentBytes,
    blockReadBytes,
    blockWrittenBytes,
    pids: numberOrNull(member(object, 'PIDs')),
    line,
  };
}

function percentOf(value: unknown): number | null {
  return typeof value === 'string' ? numberOrNull(value.replace(/%$/, '')) : numberOrNull(value);
}

function pairOf(value: unknown): [number | null, number | null] {
  const [first, second] = typeof value === 'string' ? value.split(' / ') : [];
  return [readByteSize(first ?? ''), readByteSize(second ?? '')];
}

const UNIT_EXPONENT = new Map([
  ['', 0],
  ['k', 1],
  ['m', 2],
  ['g', 3],
  ['t', 4],
  ['p', 5],
]);

/** Bytes of a size as Docker prints it: `1.5GiB` is binary, `12.3kB` decimal, `0B`; null for anything else. */
export function readByteSize(text: string): number | null {
  const match = /^(\d{1,15}(?:\.\d{1,6})?)\s?([kmgtp]?)(i?)b$/i.exec(text.trim());
  if (match === null) return null;
  const exponent = UNIT_EXPONENT.get((match[2] ?? '').toLowerCase()) ?? 0;
  return Math.round(Number(match[1]) * (match[3] === '' ? 1000 : 1024) ** exponent);
}

/** One line of `docker diff`: what the writable layer adds to, changes in or deletes from the image. */
export interface LayerChange {
  readonly change: 'added' | 'changed' | 'deleted';
  readonly path: string;
  readonly line: number;
}

/** Lines `A /path`, `C /path`, `D /path` of `docker diff`. */
export function readLayerDiff(text: string): Parsed<LayerChange[]> {
  return readEachLine(text, ({ text: content, line }): LineReading<LayerChange> => {
    if (content.trim() === '') return null;
    const path = content.slice(2);
    if (!/^[ACD] \//.test(content)) return { problem: 'not a line of docker diff' };
    return {
      item: { change: content.startsWith('A') ? 'added' : content.startsWith('C') ? 'changed' : 'deleted', path, line },
    };
  });
}

/** One line of `docker events --format json`; `detail` is what follows the action, such as an exec's command. */
export interface DockerEvent {
  readonly at: Date | null;
  readonly type: string | null;
  readonly action: string;
  readonly detail: string | null;
  readonly actorId: string | null;
  readonly name: string | null;
  readonly attributes: ReadonlyMap<string, string>;
  readonly line: number;
}

/** Lines of `docker events --since … --format json`, or the stream of `GET /events`. */
export function readDockerEvents(text: string): Parsed<DockerEvent[]> {
  return readJsonLines(text, ({ object, line }) => eventOf(object, line), 'event without an action');
}

function eventOf(object: JsonObject, line: number): DockerEvent | null {
  const action = filledOrNull(anyMember(object, ['Action', 'status']));
  if (action === null) return null;
  const colon = action.indexOf(': ');
  const actor = objectOf(member(object, 'Actor'));
  const attributes = stringMapOf(member(actor, 'Attributes'));
  return {
    at: eventTime(object),
    type: filledOrNull(member(object, 'Type')),
    action: colon < 0 ? action : action.slice(0, colon),
    detail: colon < 0 ? null : action.slice(colon + 2),
    actorId: filledOrNull(anyMember(actor, ['ID'])) ?? filledOrNull(member(object, 'id')),
    name: attributes.get('name') ?? null,
    attributes,
    line,
  };
}

function eventTime(object: JsonObject): Date | null {
  const nanoseconds = numberOrNull(member(object, 'timeNano'));
  const seconds = numberOrNull(member(object, 'time'));
  const timeMs = nanoseconds !== null ? nanoseconds / 1e6 : seconds !== null ? seconds * 1000 : null;
  return timeMs === null || timeMs < 0 || timeMs > 8.64e15 ? dateOrNull(member(object, 'time')) : new Date(timeMs);
}

/** A file of interest inside a container, of Candor's `docker.files` NDJSON. */
export interface ContainerFile {
  readonly path: string;
  readonly sizeBytes: number | null;
  /** Octal text such as `0755`. */
  readonly mode: string | null;
  readonly uid: number | null;
  readonly modifiedAt: Date | null;
  readonly sha256: string | null;
  readonly md5: string | null;
  /** What the first bytes say: `elf`, `script`, `text`, … */
  readonly magic: string | null;
  readonly line: number;
}

/** Lines of `docker.files`. */
export function readContainerFiles(text: string): Parsed<ContainerFile[]> {
  return readJsonLines(text, ({ object, line }) => fileOf(object, line), 'file without a path');
}

function fileOf(object: JsonObject, line: number): ContainerFile | null {
  const path = filledOrNull(member(object, 'path'));
  const mode = member(object, 'mode');
  const hash = (key: string, digits: number) => {
    const value = filledOrNull(member(object, key))?.toLowerCase() ?? '';
    return value.length === digits && /^[0-9a-f]+$/.test(value) ? value : null;
  };
  if (path === null) return null;
  return {
    path,
    sizeBytes: numberOrNull(member(object, 'sizeBytes')),
    mode:
      typeof mode === 'number' && integerOf(String(mode)) !== null
        ? mode.toString(8).padStart(4, '0')
        : filledOrNull(mode),
    uid: numberOrNull(member(object, 'uid')),
    modifiedAt: dateOrNull(member(object, 'mtime')),
    sha256: hash('sha256', 64),
    md5: hash('md5', 32),
    magic: filledOrNull(member(object, 'magic')),
    line,
  };
}
