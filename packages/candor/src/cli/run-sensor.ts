import { readAuditLog } from '../formats/audit/read-audit-log.js';
import type { ExecEvent } from '../formats/exec-events/exec-event.js';
import { jsonRecord } from '../formats/exec-events/json-objects.js';
import { readFalco } from '../formats/falco/read-falco.js';
import { readSensorLine } from '../formats/sensor-events/read-sensor-events.js';
import type { SensorRecord } from '../formats/sensor-events/sensor-record.js';
import { readTetragon } from '../formats/tetragon/read-tetragon.js';
import { linesOf } from './event-lines.js';
import { eventSentence } from './event-sentence.js';
import { plainLine } from './plain-text.js';
import type { Terminal } from './terminal.js';

/** Audit records of one event are this many characters apart at most; then a batch is read. */
const batchChars = 262_144;

/** Prints each event as it comes: the sensor's lines at once, audit records when their event is complete. */
export async function runSensorTail(file: string, options: { json?: boolean }, terminal: Terminal): Promise<void> {
  let audit = '';
  const flush = (): void => {
    const reading = readAuditLog(audit);
    audit = '';
    if (!reading.ok) return;
    for (const exec of reading.value.execs) print(exec, options, terminal);
    if (reading.value.lost > 0) terminal.stderr(`candor: the kernel lost at least ${reading.value.lost} records\n`);
  };
  for await (const line of linesOf(file, terminal)) {
    const record = readSensorLine(line, 0);
    if (record) print(record, options, terminal);
    else if (line.includes('audit') && jsonRecord(line) === null) audit += `${line}\n`;
    else for (const exec of execsOf(line)) print(exec, options, terminal);
    if (audit.length > batchChars || (/type=(?:EOE|PROCTITLE) /.test(line) && audit !== '')) flush();
  }
  if (audit !== '') flush();
}

function execsOf(line: string): readonly ExecEvent[] {
  if (!line.startsWith('{')) return [];
  const falco = readFalco(line);
  if (falco.ok && falco.value.length > 0) return falco.value;
  const tetragon = readTetragon(line);
  return tetragon.ok ? tetragon.value.execs : [];
}

function print(event: SensorRecord | ExecEvent, options: { json?: boolean }, terminal: Terminal): void {
  const { line: _line, ...rest } = event;
  terminal.stdout(options.json ? `${JSON.stringify(rest)}\n` : `${plainLine(eventSentence(event)).slice(0, 1000)}\n`);
}
