import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import { jsonRecord } from '../exec-events/json-objects.js';
import { MAX_ITEMS, MAX_LINE_CHARS, MAX_TEXT_CHARS } from '../text/limits.js';
import { WarningList } from '../text/text-lines.js';
import { type LossLedger, lossLedger } from './loss-ledger.js';
import type { SensorRecord } from './sensor-record.js';
import { toSensorRecord } from './to-sensor-record.js';

const prefix = 'candor-sensor {';

/** The sensor's lines of a text, and what is missing among them. */
export interface SensorReading {
  readonly records: readonly SensorRecord[];
  readonly ledger: LossLedger;
  /** Lines of others: a container's log carries the app's own output as well. */
  readonly foreign: number;
}

/** One line: bare NDJSON, or `candor-sensor {…}` behind whatever `docker logs` put before it; null for another's line. */
export function readSensorLine(text: string, line: number): SensorRecord | null {
  const at = text.startsWith('{') ? 0 : text.indexOf(prefix);
  const from = at === 0 && text.startsWith('{') ? 0 : at + prefix.length - 1;
  const object = at < 0 || text.length > MAX_LINE_CHARS ? null : jsonRecord(text.slice(from));
  return object === null ? null : toSensorRecord(object, line);
}

/**
 * Reads the sensor's NDJSON (file, socket capture or a container's log). Whoever can print to the same log can forge such
 * lines: they are evidence of the app's side only, which the kernel's half checks.
 */
export function readSensorEvents(text: string): Parsed<SensorReading> {
  if (text.length > MAX_TEXT_CHARS) return unparseable(`longer than ${MAX_TEXT_CHARS} characters`);
  const records: SensorRecord[] = [];
  const warnings = new WarningList();
  let foreign = 0;
  let from = 0;
  for (let line = 1; from < text.length && records.length < MAX_ITEMS; line += 1) {
    const found = text.indexOf('\n', from);
    const end = found < 0 ? text.length : found;
    const content = end - from > MAX_LINE_CHARS ? '' : text.slice(from, end).trim();
    from = end + 1;
    const record = content === '' ? null : readSensorLine(content, line);
    if (record !== null) records.push(record);
    else if (content.includes(prefix)) warnings.add(line, 'not a line of the sensor, version 1');
    else if (content !== '') foreign += 1;
  }
  return parsed({ records, ledger: lossLedger(records), foreign }, warnings.toArray());
}
