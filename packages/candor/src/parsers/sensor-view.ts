import { type EvidenceRef, hasContent, refTo } from '../core/evidence.js';
import { type Fact, known, partial, unknown, valueIfKnown } from '../core/fact.js';
import { containers } from '../facts/containers.js';
import { detections } from '../facts/detections.js';
import { history } from '../facts/history.js';
import { processes } from '../facts/processes.js';
import { type SensorFound, type SensorSwitch, type SensorView, sensorView } from '../facts/sensor-state.js';
import { stringsOf } from '../formats/text/json-values.js';
import { defineParser, type ParseContext } from './parser.js';
import { auditDaemons, heartbeats } from './sensor-heartbeats.js';

const switchNames = /^(DISABLE_SUBPROC_DIAG|CANDOR_SENSOR)$/;
const off = /^(?:true|1|yes|on)$/i;

/** Sensors found and switches that silence them, from every place that tells. */
export const sensorViewParser = defineParser(sensorView, (context): Fact<SensorView> => {
  const all = context.fact(containers);
  const seen = context.fact(detections);
  const switches = [
    ...fromContainers(context),
    ...fromSettings(context),
    ...fromProcesses(context),
    ...fromLogs(context),
    ...fromLedger(context),
  ];
  const heard = [...monitors(context), ...ownState(context), ...heartbeats(context), ...auditDaemons(context)];
  const sensors = [...heard, ...unheard(context, heard)];
  const refs = [
    ...(all.status === 'known' ? all.evidence : []),
    ...(seen.status === 'known' ? seen.evidence : []),
    ...switches.map((one) => one.ref),
    ...sensors.map((one) => one.ref),
  ];
  const [first, ...rest] = refs;
  if (!first)
    return all.status === 'unknown'
      ? unknown(all.reason, all.detail)
      : unknown('not-collected', 'no container and no log was read');
  const gap = all.status === 'unknown' ? { reason: all.reason, detail: all.detail } : !all.complete ? all.gap : null;
  return gap
    ? partial({ sensors, switches }, gap, [first, ...rest], context.now)
    : known({ sensors, switches }, [first, ...rest], context.now);
});

/** Options that load the sensor into Node (README of @candor/sensor). */
const loadsSensor = /(?:@candor\/|candor[-/])sensor|\/sensor\.cjs\b/;

/** Containers whose settings load the sensor, and that said nothing: taken off inside, or its lines were not read. */
function unheard(context: ParseContext, heard: readonly SensorFound[]): SensorFound[] {
  const speaking = new Set(heard.filter((sensor) => sensor.name === 'candor-sensor').map((sensor) => sensor.subject));
  return (valueIfKnown(context.fact(containers)) ?? [])
    .filter(({ running, name }) => running && !speaking.has(`container:${name}`))
    .filter(({ env }) => env.some((entry) => entry.name === 'NODE_OPTIONS' && loadsSensor.test(entry.value)))
    .filter(({ env }) => !env.some((entry) => switchNames.test(entry.name) && isOff(entry.name, entry.value)))
    .map((container) => ({
      name: 'candor-sensor',
      subject: `container:${container.name}`,
      running: true,
      heartbeatAt: null,
      heartbeatIntervalSec: null,
      seen: null,
      emitted: null,
      aggregated: null,
      dropped: null,
      silences: [],
      tampered: [],
      degraded: [],
      detail: 'NODE_OPTIONS loads it, and no line of it stands in the evidence',
      ref: container.ref,
    }));
}

function isOff(name: string, value: string): boolean {
  return name === 'CANDOR_SENSOR' ? /^off$/i.test(value) : off.test(value);
}

function fromContainers(context: ParseContext): SensorSwitch[] {
  return (valueIfKnown(context.fact(containers)) ?? []).flatMap((container) =>
    container.env
      .filter((entry) => switchNames.test(entry.name) && isOff(entry.name, entry.value))
      .map((entry) => ({
        name: entry.name,
        value: entry.value,
        subject: `container:${container.name}`,
        place: 'environment of the container',
        since: container.startedAt,
        ref: container.ref,
      })),
  );
}

/** Lines of compose and env files: the place that an operator has to change. */
function fromSettings(context: ParseContext): SensorSwitch[] {
  return [...context.artifacts('compose.env'), ...context.artifacts('compose.file')]
    .filter(hasContent)
    .flatMap((artifact) =>
      artifact
        .text()
        .split('\n')
        .flatMap((text, index): SensorSwitch[] => {
          const match = /^[\s-]*["']?(DISABLE_SUBPROC_DIAG|CANDOR_SENSOR)["']?\s*[:=]\s*["']?([\w-]{1,20})/.exec(
            text.slice(0, 500),
          );
          if (!match?.[1] || !match[2] || !isOff(match[1], match[2])) return [];
          const file =
            artifact.source && 'file' in artifact.source ? artifact.source.file : (artifact.path ?? artifact.id);
          return [
            {
              name: match[1],
              value: match[2],
              subject: artifact.subject,
              place: `${file}:${index + 1}`,
              since: null,
              ref: refTo(artifact, index + 1, text.trim()),
            },
          ];
        }),
    );
}

function fromProcesses(context: ParseContext): SensorSwitch[] {
  return (valueIfKnown(context.fact(processes))?.items ?? []).flatMap((process) =>
    Object.entries(process.env ?? {})
      .filter(([name, value]) => switchNames.test(name) && isOff(name, value))
      .map(([name, value]) => ({
        name,
        value,
        subject: process.container ? `container:${process.container}` : 'host',
        place: `environment of pid ${process.pid}`,
        since: process.startedAt,
        ref: process.ref,
      })),
  );
}

/** The last word of each monitor counts: "DISABLED via …" after "installed" is a switch that is on. */
function fromLogs(context: ParseContext): SensorSwitch[] {
  return lastStates(context)
    .filter((state) => state.state === 'disabled')
    .map((state) => ({
      name: /^([A-Z][A-Z0-9_]+)=/.exec(state.detail)?.[1] ?? state.name,
      value: state.detail,
      subject: state.subject,
      place: 'its own log',
      since: state.at,
      ref: state.evidence[0],
    }));
}

function lastStates(context: ParseContext) {
  const last = new Map<string, NonNullable<ReturnType<typeof allStates>>[number]>();
  for (const state of allStates(context)) last.set(`${state.subject} ${state.name}`, state);
  return [...last.values()];
}

function allStates(context: ParseContext) {
  return valueIfKnown(context.fact(detections))?.monitors ?? [];
}

function fromLedger(context: ParseContext): SensorSwitch[] {
  const changes = valueIfKnown(context.fact(history))?.changes ?? [];
  const silenced = changes
    .filter((change) =>
      /\b(?:sensor|monitor|diag\w*|auditd|falco)\b.*\b(?:disabled|switched off|turned off)\b|\bDISABLE_\w+=true/i.test(
        change.what,
      ),
    )
    .at(-1);
  const restored = changes
    .filter((change) =>
      /\b(?:sensor|monitor|diag\w*|auditd|falco)\b.*\b(?:re-?enabled|switched on|turned on|deployed)\b/i.test(
        change.what,
      ),
    )
    .at(-1);
  if (!silenced || (restored && restored.at > silenced.at)) return [];
  return [
    {
      name: /\b(DISABLE_\w+)/.exec(silenced.what)?.[1] ?? 'sensor',
      value: silenced.what,
      subject: 'host',
      place: 'the ledger of changes',
      since: silenced.at,
      ref: silenced.ref,
    },
  ];
}

/** Monitors of the app itself, by their log lines: alive means installed and not switched off since. */
function monitors(context: ParseContext): SensorFound[] {
  return lastStates(context).map((state) => ({
    name: state.name,
    subject: state.subject,
    running: state.state === 'installed',
    heartbeatAt: null,
    heartbeatIntervalSec: null,
    seen: null,
    emitted: null,
    aggregated: null,
    dropped: null,
    silences: [],
    tampered: [],
    degraded: [],
    detail: `${state.state}: ${state.detail}`,
    ref: state.evidence[0],
  }));
}

/** `sensor.state`: JSON or NDJSON of the Candor sensor and of others that the collector found. */
function ownState(context: ParseContext): SensorFound[] {
  return context
    .artifacts('sensor.state')
    .filter(hasContent)
    .flatMap((artifact) =>
      artifact
        .text()
        .split('\n')
        .flatMap((line, index) => {
          const object = parseObject(line);
          return object ? [toSensor(object, artifact.subject, refTo(artifact, index + 1))] : [];
        }),
    );
}

function toSensor(object: Record<string, unknown>, subject: string, ref: EvidenceRef): SensorFound {
  const number = (key: string) => (typeof object[key] === 'number' ? (object[key] as number) : null); // checked in the same expression
  const beat = typeof object.heartbeatAt === 'string' ? new Date(object.heartbeatAt) : null;
  return {
    name: typeof object.name === 'string' ? object.name : 'candor-sensor',
    subject,
    running: object.mode !== 'off' && object.running !== false,
    heartbeatAt: beat && !Number.isNaN(beat.getTime()) ? beat : null,
    heartbeatIntervalSec: number('heartbeatIntervalSec') ?? 10,
    seen: number('seen'),
    emitted: number('emitted'),
    aggregated: number('aggregated'),
    dropped: number('dropped'),
    silences: [],
    tampered: stringsOf(object.tampered),
    degraded: stringsOf(object.degraded),
    detail: typeof object.mode === 'string' ? object.mode : '',
    ref,
  };
}

function parseObject(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null; // narrowed to a plain object
  } catch {
    return null; // a line that is no JSON carries no state
  }
}
