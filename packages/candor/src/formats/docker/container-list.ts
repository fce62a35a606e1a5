import type { Parsed } from '../../core/parsed.js';
import {
  anyMember,
  filledOrNull,
  type JsonObject,
  listOf,
  numberOrNull,
  objectOf,
  stringMapOf,
} from '../text/json-values.js';
import { readLinedObjects } from '../text/lined-objects.js';
import { type LineReading, readEachLine, type TextLine } from '../text/text-lines.js';

/** A published or exposed port of a container; `hostPort` is null for one that is only exposed. */
export interface ContainerPort {
  readonly hostIp: string | null;
  readonly hostPort: number | null;
  readonly containerPort: number;
  readonly proto: string;
}

/** One container of `docker ps -a`, `docker compose ps` or `GET /containers/json`. */
export interface ContainerSummary {
  /** As long as the source prints it: 12 or 64 hexadecimal digits; null in `docker compose ps` text. */
  readonly id: string | null;
  readonly name: string;
  readonly image: string | null;
  readonly command: string | null;
  /** `running`, `exited`, `created`, `restarting`, `paused`, `dead`; null when neither state nor status tells. */
  readonly state: string | null;
  /** Docker's own words, such as `Up 2 hours (healthy)`. */
  readonly status: string | null;
  readonly createdAt: Date | null;
  readonly service: string | null;
  readonly project: string | null;
  readonly ports: readonly ContainerPort[];
  readonly labels: ReadonlyMap<string, string>;
  readonly line: number;
}

/**
 * Containers from `docker ps -a --format json` lines, `docker compose ps` (text or JSON), `docker ps` text, or
 * `GET /containers/json?all=1`. Detected by content.
 */
export function readContainerList(text: string): Parsed<ContainerSummary[]> {
  const first = text.trimStart()[0];
  if (first === '{' || first === '[') {
    return readLinedObjects(text, ({ object, line }) => readSummary(object, line), 'container without a name');
  }
  return readContainerTable(text);
}

function readSummary(object: JsonObject, line: number): ContainerSummary | null {
  const name =
    filledOrNull(anyMember(object, ['Names', 'Name'])) ?? filledOrNull(listOf(anyMember(object, ['Names']))[0]);
  if (name === null) return null;
  const labels = labelsOf(anyMember(object, ['Labels']));
  const status = filledOrNull(anyMember(object, ['Status']));
  return {
    id: filledOrNull(anyMember(object, ['Id', 'ID'])),
    name: name.split(',')[0]?.replace(/^\//, '') ?? name,
    image: filledOrNull(anyMember(object, ['Image'])),
    command: filledOrNull(anyMember(object, ['Command'])),
    state: filledOrNull(anyMember(object, ['State'])) ?? stateOf(status),
    status,
    createdAt: createdOf(anyMember(object, ['Created', 'CreatedAt'])),
    service: filledOrNull(anyMember(object, ['Service'])) ?? labels.get('com.docker.compose.service') ?? null,
    project: filledOrNull(anyMember(object, ['Project'])) ?? labels.get('com.docker.compose.project') ?? null,
    ports: portsOf(object),
    labels,
    line,
  };
}

function labelsOf(value: unknown): ReadonlyMap<string, string> {
  if (typeof value !== 'string') return stringMapOf(value);
  const pairs = value.split(',').map((pair): [string, string] => {
    const equals = pair.indexOf('=');
    return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
  });
  return new Map(pairs);
}

function createdOf(value: unknown): Date | null {
  const seconds = numberOrNull(value);
  if (seconds !== null) return seconds > 0 && seconds < 1e11 ? new Date(seconds * 1000) : null;
  // The CLI prints "2025-12-12 15:51:17 +0000 UTC".
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)/.exec(typeof value === 'string' ? value : '');
  const date = match === null ? null : new Date(`${match[1]}T${match[2]}${match[3]}:${match[4]}`);
  return date === null || Number.isNaN(date.getTime()) ? null : date;
}

function portsOf(object: JsonObject): ContainerPort[] {
  const published = listOf(anyMember(object, ['Publishers']));
  const ports = anyMember(object, ['Ports']);
  if (published.length === 0 && typeof ports === 'string') return readPortList(ports);
  return [...published, ...listOf(ports)].flatMap((entry) => portOf(objectOf(entry)));
}

function portOf(port: JsonObject): ContainerPort[] {
  const containerPort = numberOrNull(anyMember(port, ['PrivatePort', 'TargetPort']));
  const hostPort = numberOrNull(anyMember(port, ['PublicPort', 'PublishedPort']));
  if (containerPort === null) return [];
  const proto = filledOrNull(anyMember(port, ['Type', 'Protocol'])) ?? 'tcp';
  return [
    {
      hostIp: filledOrNull(anyMember(port, ['IP', 'URL'])),
      hostPort: hostPort === 0 ? null : hostPort,
      containerPort,
      proto,
    },
  ];
}

/**
 * Ports as `docker ps` prints them: `127.0.0.1:3000->3000/tcp, [::]:80->80/tcp, 27017/tcp, 0.0.0.0:80-81->80-81/tcp`.
 * Ranges are spread, at most 1024 ports each.
 */
export function readPortList(text: string): ContainerPort[] {
  return text.split(',').flatMap((entry) => {
    const match = /^(?:(\S{1,64}):(\d{1,5})(?:-(\d{1,5}))?->)?(\d{1,5})(?:-(\d{1,5}))?\/(\w{1,8})$/.exec(entry.trim());
    if (match === null) return [];
    const from = Number(match[4]);
    const count = Math.min(Math.max(Number(match[5] ?? from) - from + 1, 1), 1024);
    const hostIp = match[1]?.replace(/^\[|\]$/g, '') ?? null;
    const hostFrom = match[2] === undefined ? null : Number(match[2]);
    return Array.from({ length: count }, (_, index) => ({
      hostIp: hostIp === '::' || hostIp === ':::' ? '::' : hostIp,
      hostPort: hostFrom === null ? null : hostFrom + index,
      containerPort: from + index,
      proto: match[6] ?? 'tcp',
    }));
  });
}

function stateOf(status: string | null): string | null {
  if (status === null) return null;
  if (/^(?:Up|running)\b/i.test(status)) return /\(Paused\)/i.test(status) ? 'paused' : 'running';
  const word = /^(?:Exited|Exit|Created|Restarting|Paused|Dead|Removing)\b/i.exec(status)?.[0]?.toLowerCase();
  return word === 'exit' ? 'exited' : (word ?? null);
}

type TableColumn = { readonly name: string; readonly from: number; readonly to: number };

function readContainerTable(text: string): Parsed<ContainerSummary[]> {
  let columns: TableColumn[] | null = null;
  return readEachLine(text, (line: TextLine): LineReading<ContainerSummary> => {
    if (line.text.trim() === '') return null;
    if (/^(?:NAME|CONTAINER ID)\s{2,}/.test(line.text)) {
      columns = columnsOf(line.text);
      return null;
    }
    return columns === null ? { problem: 'no header of docker ps' } : tableRow(line, columns);
  });
}

function columnsOf(header: string): TableColumn[] {
  const starts = [...header.matchAll(/\S+(?: \S+)*/g)].map((match) => ({ name: match[0], from: match.index }));
  return starts.map((start, index) => ({ ...start, to: starts[index + 1]?.from ?? Number.MAX_SAFE_INTEGER }));
}

function tableRow({ text, line }: TextLine, columns: readonly TableColumn[]): LineReading<ContainerSummary> {
  const cells = cellsOf(text, columns);
  const cell = (name: string) => filledOrNull(cells.get(name));
  const name = cell('NAME') ?? cell('NAMES');
  if (name === null || /\s/.test(name)) return { problem: 'not a row of docker ps' };
  const item: ContainerSummary = {
    id: cell('CONTAINER ID'),
    name,
    image: cell('IMAGE'),
    command: cell('COMMAND')?.replace(/^"|"$/g, '') ?? null,
    state: stateOf(cell('STATUS')),
    status: cell('STATUS'),
    createdAt: null,
    service: cell('SERVICE'),
    project: null,
    ports: readPortList(cell('PORTS') ?? ''),
    labels: new Map(),
    line,
  };
  return { item };
}

/** Cells by the gaps of two spaces that Docker leaves; by position when a cell in the middle is empty. */
function cellsOf(text: string, columns: readonly TableColumn[]): ReadonlyMap<string, string> {
  const parts = text.trim().split(/ {2,}/);
  const withoutPorts = columns.at(-1)?.name === 'PORTS' && parts.length === columns.length - 1;
  const byGap = parts.length === columns.length || withoutPorts;
  return new Map(
    columns.map(({ name, from, to }, index) => [name, (byGap ? (parts[index] ?? '') : text.slice(from, to)).trim()]),
  );
}
