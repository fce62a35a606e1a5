import { type EvidenceRef, isNonEmpty } from '../../core/evidence.js';
import { type Fact, type Gap, known, partial, unknown, valueIfKnown } from '../../core/fact.js';
import type { RequestText } from '../../events/request-echo.js';
import { quotesRequest } from '../../events/request-echo.js';
import { type Detections, detections } from '../../facts/detections.js';
import { type LogOf, logs } from '../../facts/logs.js';
import { sensorLines } from '../../facts/sensor-lines.js';
import { type StartView, startView } from '../../facts/starts.js';
import { defineParser } from '../parser.js';
import { callsInSequence, callsPastSensor, withSides } from './calls-of-starts.js';
import { confirmByKernel, kernelExecs } from './confirm-by-kernel.js';
import { readCalls } from './read-calls.js';
import { readOutputs } from './read-outputs.js';
import { callsOfSensor, evaluationsOfSensor } from './read-sensor-calls.js';
import { readAttempts, readEvaluations, readMonitors, readSocketErrors, readStarts } from './read-signs.js';

/** Calls, evaluated code, socket errors, attempts and monitor states of all logs. */
export const detectionsParser = defineParser(detections, (context) => {
  const all = context.fact(logs);
  const lines = context.fact(sensorLines);
  if (all.status === 'unknown' && lines.status === 'unknown') return all;
  const read = valueIfKnown(all) ?? [];
  const requests = read.flatMap(requestTexts);
  const containerLogs = read.filter((log) => log.artifact === 'docker.logs');
  const sensors = valueIfKnown(lines) ?? [];
  const starts = valueIfKnown(context.fact(startView)) ?? noStarts;
  const told = [...containerLogs.flatMap((log) => readCalls(log, requests)), ...sensors.flatMap(callsOfSensor)];
  const value: Detections = {
    calls: [
      ...withSides(confirmByKernel(told, kernelExecs(context)), starts),
      ...callsPastSensor(starts),
      ...callsInSequence(starts),
    ],
    evaluations: [...containerLogs.flatMap(readEvaluations), ...sensors.flatMap(evaluationsOfSensor)],
    outputs: containerLogs.flatMap(readOutputs),
    socketErrors: read.flatMap(readSocketErrors),
    attempts: read.flatMap(readAttempts),
    monitors: containerLogs.flatMap(readMonitors),
    starts: containerLogs.flatMap(readStarts),
    notUnderstood: read.reduce((sum, log) => sum + log.reading.notUnderstood.count, 0),
  };
  // What a sensor lost could have been anything; where no log was read, what a sensor saw is a part.
  const gap = gapIn(all) ?? (lines.status === 'known' ? lines.gap : null);
  const refs = [...evidenceOf(all), ...evidenceOf(lines)];
  if (!isNonEmpty(refs)) return unknown('not-collected', 'no log and no line of a sensor was read');
  return gap ? partial(value, gap, refs, context.now) : known(value, refs, context.now);
});

function gapIn(fact: Fact<unknown>): Gap | null {
  return fact.status === 'unknown' ? { reason: fact.reason, detail: fact.detail } : fact.gap;
}

function evidenceOf(fact: Fact<unknown>): readonly EvidenceRef[] {
  return fact.status === 'known' ? fact.evidence : [];
}

const noStarts: StartView = { starts: [], halves: [] };

/** Texts that came from outside: access lines, and log lines that quote a request. */
function requestTexts(log: LogOf): RequestText[] {
  return log.reading.records
    .filter(
      (record) =>
        record.kind === 'request' ||
        record.kind === 'proxy-error' ||
        (record.kind !== 'subprocess' && quotesRequest(record.raw)),
    )
    .map((record) => ({ text: record.raw, atMicros: record.atMicros }));
}
