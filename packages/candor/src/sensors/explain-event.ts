import { isLearnableKey, type SensorBaseline } from '../formats/sensor-baseline/read-baseline.js';
import type { SensorEvent } from '../formats/sensor-events/sensor-record.js';

/** What a baseline says of one event, and why. */
export interface EventExplanation {
  /** `known`: silent. `unknown`: judged as recorded. `never`: no baseline can make it known. */
  readonly state: 'known' | 'unknown' | 'never' | 'no-baseline';
  /** Severity that the sensor would give with this baseline; null where the recording does not tell. */
  readonly severity: string | null;
  /** Would mode `block` refuse it? Null where the severity is not told. */
  readonly refused: boolean | null;
  readonly why: readonly string[];
  /** Keys of the baseline that differ in one part only. */
  readonly near: readonly { readonly key: string; readonly differs: string }[];
}

const maxNear = 3;

const provenanceWords: Readonly<Record<string, string>> = {
  eval: 'code that was generated in the process asked for it',
  synthetic: 'code without a file (data:, evalmachine, [eval]) asked for it',
  orphan: 'no frame but Node’s own stands on the stack',
};

/** Explains an event by its provenance, its request and a baseline (sensor.md, "Provenance decides"). Pure. */
export function explainEvent(event: SensorEvent, baseline: SensorBaseline | null): EventExplanation {
  const why = [originOf(event), requestOf(event)];
  if (!isLearnableKey(event.key)) {
    why.push('only what files of the application or of its packages ask for can be in a baseline');
    return outcome('never', event.severity, why);
  }
  if (baseline === null) return outcome('no-baseline', event.severity, [...why, recorded(event)]);
  if (baseline.entries.some(({ key }) => key === event.key)) {
    why.push('its key stands in the baseline: it is expected, and silent');
    return outcome('known', 'informational', why);
  }
  why.push('its key does not stand in the baseline');
  if (event.known) why.push('the baseline of that process had it: how this one would judge it was not recorded');
  else why.push(recorded(event));
  return { ...outcome('unknown', event.known ? null : event.severity, why), near: nearKeys(event, baseline) };
}

function outcome(state: EventExplanation['state'], severity: string | null, why: readonly string[]): EventExplanation {
  return { state, severity, refused: severity === null ? null : severity === 'critical', why, near: [] };
}

function originOf({ provenance, site }: SensorEvent): string {
  const place = site === null ? '' : ` at ${site}`;
  if (provenance === 'app') return `a file of the application asked for it${place}`;
  if (provenance.startsWith('dep:')) return `the package ${provenance.slice(4)} asked for it${place}`;
  return `${provenanceWords[provenance] ?? `its origin is ${provenance}`}${place}`;
}

function requestOf({ request }: SensorEvent): string {
  if (request === null) return 'outside of a request: at start, in a timer, or in a job';
  return `inside the request ${request.method} ${request.path}${request.client === null ? '' : ` of ${request.client}`}`;
}

function recorded({ severity, reason, blocked }: SensorEvent): string {
  return `the sensor judged it ${severity} (${reason})${blocked ? ' and refused it' : ''}`;
}

/** Same place with another operation or program; same operation at another line of the same file. */
function nearKeys(event: SensorEvent, baseline: SensorBaseline): EventExplanation['near'] {
  const place = placeOf(event.key, event.api);
  const moved = withoutLines(event.key);
  return baseline.entries
    .flatMap(({ key }) => {
      if (withoutLines(key) === moved) return [{ key, differs: 'the line: the file was changed since it was learned' }];
      return place !== '' && key.startsWith(`${place} `)
        ? [{ key, differs: 'what is asked for, at the same place' }]
        : [];
    })
    .slice(0, maxNear);
}

function placeOf(key: string, api: string): string {
  const at = key.lastIndexOf(` ${api} `);
  return api === '' || at < 0 ? '' : key.slice(0, at);
}

const withoutLines = (key: string): string => key.replace(/:\d{1,7}:\d{1,7}(?= )/g, '');
