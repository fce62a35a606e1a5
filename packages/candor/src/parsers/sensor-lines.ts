import { type Artifact, refTo } from '../core/evidence.js';
import { type Fact, type Gap, known, partial, unknown, valueIfKnown } from '../core/fact.js';
import { logs } from '../facts/logs.js';
import { type SensorLines, sensorLines } from '../facts/sensor-lines.js';
import { logChunks } from '../formats/logs/log-chunks.js';
import { lossLedger } from '../formats/sensor-events/loss-ledger.js';
import { readSensorEvents, readSensorLine } from '../formats/sensor-events/read-sensor-events.js';
import type { SensorRecord } from '../formats/sensor-events/sensor-record.js';
import { MAX_ITEMS } from '../formats/text/limits.js';
import { defineParser, type ParseContext } from './parser.js';
import { readArtifacts } from './readings.js';

const mark = 'candor-sensor {';

/** Sensor lines of `sensor.events`, and of container logs, where the sensor writes without a collector. */
export const sensorLinesParser = defineParser(sensorLines, (context): Fact<readonly SensorLines[]> => {
  const own = readArtifacts(context, 'sensor.events', readSensorEvents);
  const rows = [
    ...own.rows.map(({ artifact, value }) => ({
      subject: artifact.subject,
      ref: refTo(artifact),
      records: value.records,
      ledger: value.ledger,
    })),
    ...fromContainerLogs(context),
  ].filter((lines) => lines.records.length > 0);
  const [first, ...rest] = rows;
  if (!first) return unknown('absent-sensor', 'no line of a sensor stands in the evidence');
  const gap = rows.map(lossOf).find((found) => found !== null) ?? (own.rows.length > 0 ? own.gap : null);
  const refs = [first.ref, ...rest.map((lines) => lines.ref)] as const;
  return gap ? partial(rows, gap, refs, context.now) : known(rows, refs, context.now);
});

/** What the ledger says is gone, in words; null when nothing is known to be. */
function lossOf({ subject, ledger }: SensorLines): Gap | null {
  if (ledger.whole) return null;
  const parts = [
    ledger.dropped > 0 ? `${ledger.dropped} events dropped by the sensor` : '',
    ledger.outputLost > 0 ? `${ledger.outputLost} lines that it could not write` : '',
    ledger.missing > 0 ? `${ledger.missing} lines missing between two numbers` : '',
    ledger.balanced ? '' : 'counters that do not add up',
  ].filter((part) => part !== '');
  return { reason: 'absent-sensor', detail: `the sensor of ${subject} lost events: ${parts.join(', ')}` };
}

/** Log records hold excerpts; the sensor's lines are read whole, and only from logs that have any. */
function fromContainerLogs(context: ParseContext): SensorLines[] {
  const speaking = new Set(
    (valueIfKnown(context.fact(logs)) ?? [])
      .filter((log) => log.artifact === 'docker.logs' && log.reading.records.some((one) => one.kind === 'sensor-event'))
      .map((log) => log.path),
  );
  return context
    .artifacts('docker.logs')
    .filter((artifact) => speaking.has(artifact.path))
    .map((artifact) => {
      const records = recordsOf(artifact);
      return { subject: artifact.subject, ref: refTo(artifact), records, ledger: lossLedger(records) };
    });
}

function recordsOf(artifact: Artifact): SensorRecord[] {
  const records: SensorRecord[] = [];
  let line = 0;
  for (const { text, decode } of logChunks(artifact.pieces())) {
    let at = text.indexOf(mark);
    for (let from = 0, end = text.indexOf('\n'); end >= 0; from = end + 1, end = text.indexOf('\n', from)) {
      line += 1;
      if (at < 0 || at > end) continue;
      const record = records.length < MAX_ITEMS ? readSensorLine(decode(text.slice(from, end)), line) : null;
      if (record !== null) records.push(record);
      at = text.indexOf(mark, end);
    }
  }
  return records;
}
