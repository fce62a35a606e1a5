import { decimalOf, fieldsOf, integerOf, type LineReading, type TextLine } from '../text/text-lines.js';
import { bareProcess, type ProcessClock, type ProcessField, type ProcessRecord } from './process-record.js';
import { readCpuSeconds, readLongStart, readShortStart } from './start-time.js';

type Column = ProcessField | 'longStart' | 'shortStart' | 'owner' | 'ignored';

const COLUMN_BY_HEADER = new Map<string, Column>([
  ['PID', 'pid'],
  ['PPID', 'ppid'],
  ['USER', 'owner'],
  ['UID', 'owner'],
  ['RUSER', 'owner'],
  ['EUSER', 'owner'],
  ['STARTED', 'longStart'],
  ['START', 'shortStart'],
  ['STIME', 'shortStart'],
  ['%CPU', 'cpuPercent'],
  ['C', 'cpuPercent'],
  ['%MEM', 'memoryPercent'],
  ['RSS', 'rssBytes'],
  ['STAT', 'state'],
  ['S', 'state'],
  ['TTY', 'tty'],
  ['TT', 'tty'],
  ['TIME', 'cpuSeconds'],
]);

const COMMAND_HEADERS = new Set(['COMMAND', 'CMD', 'ARGS']);
const HEADLESS: readonly Column[] = ['pid', 'ppid', 'owner', 'longStart', 'cpuPercent', 'rssBytes'];
const WEEKDAY = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)$/;

/** Columns before the command, in order, of one header line. */
export type ProcessColumns = readonly Column[];

/** Columns of a `ps` header line (`PID PPID USER … COMMAND`), or null when the line is none. */
export function readProcessHeader(text: string): ProcessColumns | null {
  const names = fieldsOf(text);
  if (names.length > 40 || !names.includes('PID') || !COMMAND_HEADERS.has(names.at(-1) ?? '')) return null;
  return names.slice(0, -1).map((name) => COLUMN_BY_HEADER.get(name) ?? 'ignored');
}

/** Columns of `ps -eo pid,ppid,user,lstart,pcpu,rss,args --no-headers`, when the line looks like a row of it. */
export function guessProcessColumns(text: string): ProcessColumns | null {
  return /^\s{0,20}\d{1,10}\s{1,20}\d{1,10}\s{1,20}\S{1,64}\s{1,20}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s/.test(text)
    ? HEADLESS
    : null;
}

/** The facts that a header promises. */
export function fieldsOfColumns(columns: ProcessColumns): ProcessField[] {
  const names = columns.flatMap((column): ProcessField[] => {
    if (column === 'ignored') return [];
    if (column === 'longStart' || column === 'shortStart') return ['startedAt'];
    return column === 'owner' ? ['user'] : [column];
  });
  return [...names, 'args'];
}

/** One row under a header; the last column is the rest of the line, spaces kept. */
export function readProcessRow(
  { text, line }: TextLine,
  columns: ProcessColumns,
  fields: readonly ProcessField[],
  clock: ProcessClock,
): LineReading<ProcessRecord> {
  const cells = new Map<Column, string[]>();
  let rest = text.trimStart();
  const take = () => {
    const end = rest.search(/\s/);
    const cell = end < 0 ? rest : rest.slice(0, end);
    rest = end < 0 ? '' : rest.slice(end).trimStart();
    return cell;
  };
  for (const column of columns) {
    const cell = take();
    cells.set(column, column === 'longStart' && WEEKDAY.test(cell) ? [cell, take(), take(), take(), take()] : [cell]);
  }
  const pid = integerOf(cells.get('pid')?.[0]);
  if (pid === null || rest === '') return { problem: 'not a row of the process table' };
  const args = rest.replace(/^(?:\|? {1,8}){0,64}\\_ /, '').trimEnd();
  return { item: { ...bareProcess(pid, args, line, fields), ...rowFacts(cells, clock) } };
}

function rowFacts(cells: ReadonlyMap<Column, readonly string[]>, clock: ProcessClock): Partial<ProcessRecord> {
  const cell = (column: Column) => cells.get(column)?.[0];
  const owner = cell('owner');
  const ownerId = integerOf(owner);
  const rssKib = integerOf(cell('rssBytes'));
  return {
    ppid: integerOf(cell('ppid')),
    uid: ownerId ?? (owner === 'root' ? 0 : null),
    user: ownerId === null ? (owner ?? null) : null,
    cpuPercent: decimalOf(cell('cpuPercent')),
    memoryPercent: decimalOf(cell('memoryPercent')),
    rssBytes: rssKib === null ? null : rssKib * 1024,
    state: cell('state') ?? null,
    tty: cell('tty') ?? null,
    cpuSeconds: readCpuSeconds(cell('cpuSeconds') ?? ''),
    ...startOf(cells, clock),
  };
}

function startOf(cells: ReadonlyMap<Column, readonly string[]>, clock: ProcessClock): Partial<ProcessRecord> {
  const long = cells.get('longStart');
  if (long !== undefined) return long.length === 5 ? readLongStart(long, clock) : readShortStart(long[0] ?? '', clock);
  const short = cells.get('shortStart');
  return short === undefined ? {} : readShortStart(short[0] ?? '', clock);
}
