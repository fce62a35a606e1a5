import type { Parsed } from '../../core/parsed.js';
import { objectOrNull } from '../text/json-values.js';
import { readPositionedJson } from '../text/positioned-json.js';
import { type LineReading, readEachLine, type TextLine } from '../text/text-lines.js';
import type { ProcessClock, ProcessField, ProcessRecord } from './process-record.js';
import {
  fieldsOfColumns,
  guessProcessColumns,
  type ProcessColumns,
  readProcessHeader,
  readProcessRow,
} from './process-table.js';
import { readProcessObject } from './read-process-object.js';

/**
 * Processes from Candor's NDJSON, `ps -eo pid,ppid,user,lstart,pcpu,rss,args`, `ps aux`, `ps -ef`, busybox `ps`, or
 * `docker top NAME [-eo …]`. Tables are read by their header, so other columns and orders work too.
 */
export function readProcesses(text: string, clock: ProcessClock): Parsed<ProcessRecord[]> {
  let columns: ProcessColumns | null = null;
  let fields: readonly ProcessField[] = [];
  return readEachLine(text, (line: TextLine): LineReading<ProcessRecord> => {
    if (line.text.trim() === '') return null;
    if (line.text.startsWith('{')) return objectLine(line);
    const header: ProcessColumns | null =
      readProcessHeader(line.text) ?? (columns === null ? guessProcessColumns(line.text) : null);
    if (header !== null) {
      columns = header;
      fields = fieldsOfColumns(header);
      if (readProcessHeader(line.text) !== null) return null;
    }
    return columns === null
      ? { problem: 'no header of a process table' }
      : readProcessRow(line, columns, fields, clock);
  });
}

function objectLine({ text, line }: TextLine): LineReading<ProcessRecord> {
  const reading = readPositionedJson(text);
  const object = reading.ok ? objectOrNull(reading.value.value) : null;
  if (object === null) return { problem: 'not a JSON object' };
  const item = readProcessObject(object, line);
  return item === null ? { problem: 'process without a pid' } : { item };
}
