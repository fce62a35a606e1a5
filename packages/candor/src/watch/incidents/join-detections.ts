import { createHash } from 'node:crypto';
import { isAtLeast, type Severity, severityRank } from '../../core/severity.js';
import type { Detection, Key } from '../detection.js';
import { type IncidentStage, type LiveIncident, quietMs } from './incident.js';

/** A detection below this opens no incident of its own; it joins one with which it shares a key. */
const opensFrom: Severity = 'medium';

/** Evidence kept a stage: the first ones tell how it began, the last ones how it goes. */
const firstKept = 3;
const lastKept = 2;

const mostStages = 100;
const mostKeys = 200;
const mostOpen = 200;

/** A container is where things happen, not why: it joins only what happens within this time. */
const sameContainerMs = 600_000;

/** What changed in one step: incidents as they are now, and what is new about them. */
export interface JoinStep {
  readonly open: readonly LiveIncident[];
  readonly changed: readonly {
    readonly incident: LiveIncident;
    readonly news: 'opened' | 'worse' | 'stage' | 'more' | 'closed';
  }[];
  /** Incident of each detection by its id; detections without one are not in it. */
  readonly of: ReadonlyMap<string, string>;
}

/**
 * Joins detections into incidents. A pure step over the open incidents: the same detections in the same order give the
 * same incidents, live or replayed.
 */
export function joinDetections(open: readonly LiveIncident[], detections: readonly Detection[], now: Date): JoinStep {
  const closed = open.filter((one) => now.getTime() - one.heardAt.getTime() >= quietMs);
  const incidents = new KeyedIncidents(open.filter((one) => !closed.includes(one)));
  const news = new Map<string, News>();
  const of = new Map<string, string>();
  for (const detection of detections) {
    const [home, ...others] = incidents.relatedTo(detection);
    if (home === undefined && !isAtLeast(detection.severity, opensFrom)) continue;
    if (home === undefined && incidents.size >= mostOpen) continue; // counted as a detection all the same
    for (const other of others) incidents.remove(other);
    const after = withDetection(others.reduce(mergeInto, home ?? opened(detection)), detection, now);
    incidents.put(after);
    of.set(detection.id, after.id);
    news.set(after.id, worst(news.get(after.id), newsOf(home ?? null, after)));
  }
  const changed = [...news].flatMap(([id, what]) => {
    const incident = incidents.get(id);
    return incident ? [{ incident, news: what }] : [];
  });
  const ended = closed.map((one) => ({ incident: { ...one, closedAt: endOf(one) }, news: 'closed' as const }));
  return { open: incidents.all(), changed: [...ended, ...changed], of };
}

/** The same moment whether it was noticed live or in a replay. */
function endOf(incident: LiveIncident): Date {
  return new Date(incident.heardAt.getTime() + quietMs);
}

/** Open incidents by id and by key. */
class KeyedIncidents {
  readonly #byId = new Map<string, LiveIncident>();
  readonly #byKey = new Map<string, Set<string>>();

  constructor(open: readonly LiveIncident[]) {
    for (const incident of open) this.put(incident);
  }

  get size(): number {
    return this.#byId.size;
  }

  all(): LiveIncident[] {
    return [...this.#byId.values()];
  }

  get(id: string): LiveIncident | undefined {
    return this.#byId.get(id);
  }

  put(incident: LiveIncident): void {
    const before = this.#byId.get(incident.id);
    this.#byId.set(incident.id, incident);
    if (before?.keys === incident.keys) return;
    for (const key of incident.keys) {
      const text = keyText(key);
      const ids = this.#byKey.get(text);
      if (ids) ids.add(incident.id);
      else this.#byKey.set(text, new Set([incident.id]));
    }
  }

  remove(incident: LiveIncident): void {
    this.#byId.delete(incident.id);
    for (const key of incident.keys) this.#byKey.get(keyText(key))?.delete(incident.id);
  }

  /** Incidents with a key of the detection, the oldest first. */
  relatedTo(detection: Detection): LiveIncident[] {
    const ids = new Set<string>();
    for (const key of detection.keys)
      for (const id of this.#byKey.get(keyText(key)) ?? []) {
        const incident = this.#byId.get(id);
        if (incident && (key.type !== 'container' || isSameAffair(incident, detection))) ids.add(id);
      }
    return [...ids]
      .flatMap((id) => this.#byId.get(id) ?? [])
      .sort((a, b) => a.openedAt.getTime() - b.openedAt.getTime() || (a.id < b.id ? -1 : 1));
  }
}

/** In one container: serious things that happen close together. */
function isSameAffair(incident: LiveIncident, detection: Detection): boolean {
  const near = Math.abs(detection.at.getTime() - incident.lastAt.getTime()) <= sameContainerMs;
  return near && isAtLeast(detection.severity, 'high') && isAtLeast(incident.severity, 'high');
}

function opened(detection: Detection): LiveIncident {
  const hash = createHash('sha256').update(detection.id).digest('hex').slice(0, 8);
  const day = detection.at.toISOString().slice(0, 10).replaceAll('-', '');
  return {
    id: `INC-${day}-${hash}`,
    openedAt: detection.at,
    lastAt: detection.at,
    heardAt: detection.at,
    closedAt: null,
    severity: detection.severity,
    title: detection.title,
    stages: [],
    keys: [],
    detections: 0,
  };
}

function withDetection(incident: LiveIncident, detection: Detection, heardAt: Date): LiveIncident {
  const worse = severityRank(detection.severity) > severityRank(incident.severity);
  const place = incident.stages.findIndex((stage) => stage.rule === detection.rule);
  const stage = incident.stages[place];
  const stages =
    stage === undefined
      ? [...incident.stages, stageOf(detection)].slice(0, mostStages)
      : incident.stages.with(place, grown(stage, detection));
  return {
    ...incident,
    openedAt: earlier(incident.openedAt, detection.at),
    lastAt: later(incident.lastAt, detection.at),
    heardAt,
    severity: worse ? detection.severity : incident.severity,
    title: worse ? detection.title : incident.title,
    stages,
    keys: withKeys(incident.keys, detection.keys),
    detections: incident.detections + 1,
  };
}

function stageOf(detection: Detection): IncidentStage {
  const { rule, title, severity, techniques, at, sensor } = detection;
  const evidence = [evidenceOf(detection)];
  return { rule, title, severity, techniques, firstAt: at, lastAt: at, count: 1, sensors: [sensor], evidence };
}

function grown(stage: IncidentStage, detection: Detection): IncidentStage {
  const kept = [...stage.evidence, evidenceOf(detection)];
  return {
    ...stage,
    firstAt: earlier(stage.firstAt, detection.at),
    lastAt: later(stage.lastAt, detection.at),
    count: stage.count + 1,
    sensors: stage.sensors.includes(detection.sensor) ? stage.sensors : [...stage.sensors, detection.sensor],
    evidence: kept.length <= firstKept + lastKept ? kept : [...kept.slice(0, firstKept), ...kept.slice(-lastKept)],
  };
}

function evidenceOf({ id, at, sensor, source, evidence }: Detection): IncidentStage['evidence'][number] {
  return { id, at, sensor, source, text: evidence };
}

/** Two incidents that turn out to have one cause: the older one goes on. */
function mergeInto(home: LiveIncident, other: LiveIncident): LiveIncident {
  const worse = severityRank(other.severity) > severityRank(home.severity) ? other : home;
  const stages = [...home.stages];
  for (const stage of other.stages) {
    const place = stages.findIndex((one) => one.rule === stage.rule);
    const own = stages[place];
    if (own === undefined) stages.push(stage);
    else
      stages[place] = {
        ...own,
        firstAt: earlier(own.firstAt, stage.firstAt),
        lastAt: later(own.lastAt, stage.lastAt),
        count: own.count + stage.count,
        sensors: [...new Set([...own.sensors, ...stage.sensors])],
        evidence: [...own.evidence.slice(0, firstKept), ...stage.evidence.slice(-lastKept)],
      };
  }
  return {
    ...home,
    openedAt: earlier(home.openedAt, other.openedAt),
    lastAt: later(home.lastAt, other.lastAt),
    heardAt: later(home.heardAt, other.heardAt),
    severity: worse.severity,
    title: worse.title,
    stages: stages.slice(0, mostStages),
    keys: withKeys(home.keys, other.keys),
    detections: home.detections + other.detections,
  };
}

function withKeys(keys: readonly Key[], more: readonly Key[]): readonly Key[] {
  if (keys.length >= mostKeys) return keys;
  const added = more.filter((key) => !keys.some((own) => own.type === key.type && own.value === key.value));
  return added.length === 0 ? keys : [...keys, ...added].slice(0, mostKeys);
}

function newsOf(before: LiveIncident | null, after: LiveIncident): 'opened' | 'worse' | 'stage' | 'more' {
  if (before === null) return 'opened';
  if (severityRank(after.severity) > severityRank(before.severity)) return 'worse';
  return after.stages.length > before.stages.length ? 'stage' : 'more';
}

const order = ['more', 'stage', 'worse', 'opened', 'closed'] as const;
type News = (typeof order)[number];

function worst(a: News | undefined, b: News): News {
  return a !== undefined && order.indexOf(a) >= order.indexOf(b) ? a : b;
}

function keyText(key: Key): string {
  return `${key.type}:${key.value}`;
}

function earlier(a: Date, b: Date): Date {
  return a <= b ? a : b;
}

function later(a: Date, b: Date): Date {
  return a >= b ? a : b;
}
