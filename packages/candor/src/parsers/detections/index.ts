import { known, partial } from '../../core/fact.js';
import type { RequestText } from '../../events/request-echo.js';
import { quotesRequest } from '../../events/request-echo.js';
import { type Detections, detections } from '../../facts/detections.js';
import { type LogOf, logs } from '../../facts/logs.js';
import { defineParser } from '../parser.js';
import { confirmByKernel, kernelExecs } from './confirm-by-kernel.js';
import { readCalls } from './read-calls.js';
import { readOutputs } from './read-outputs.js';
import { callsOfSensor, evaluationsOfSensor, sensorLines } from './read-sensor-calls.js';
import { readAttempts, readEvaluations, readMonitors, readSocketErrors, readStarts } from './read-signs.js';

/** Calls, evaluated code, socket errors, attempts and monitor states of all logs. */
export const detectionsParser = defineParser(detections, (context) => {
  const all = context.fact(logs);
  if (all.status === 'unknown') return all;
  const requests = all.value.flatMap(requestTexts);
  const containerLogs = all.value.filter((log) => log.artifact === 'docker.logs');
  const sensors = sensorLines(context, containerLogs);
  const value: Detections = {
    calls: confirmByKernel(
      [...containerLogs.flatMap((log) => readCalls(log, requests)), ...sensors.flatMap(callsOfSensor)],
      kernelExecs(context),
    ),
    evaluations: [...containerLogs.flatMap(readEvaluations), ...sensors.flatMap(evaluationsOfSensor)],
    outputs: containerLogs.flatMap(readOutputs),
    socketErrors: all.value.flatMap(readSocketErrors),
    attempts: all.value.flatMap(readAttempts),
    monitors: containerLogs.flatMap(readMonitors),
    starts: containerLogs.flatMap(readStarts),
    notUnderstood: all.value.reduce((sum, log) => sum + log.reading.notUnderstood.count, 0),
  };
  return all.complete || !all.gap
    ? known(value, all.evidence, all.observedAt)
    : partial(value, all.gap, all.evidence, all.observedAt);
});

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
