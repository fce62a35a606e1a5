import type { WatchEvent } from '../../core/event.js';
import { readSensorLine } from '../../formats/sensor-events/read-sensor-events.js';
import { accessEvent } from './access-event.js';
import { eventOf, fieldsOf, type Place } from './event-of.js';
import { sensorEvent } from './sensor-event.js';
import type { SourceKind } from './source-kind.js';

type Container = Extract<SourceKind, { kind: 'container' }>;

/** Longest line that is put together from parts: Docker cuts what a container prints into pieces of 16 KiB. */
const longestJoined = 1_048_576;

/** Turns lines of Docker's json-file log into events; pieces of one long line are put together. */
export class ContainerLines {
  readonly #container: Container;
  #open = '';

  constructor(container: Container, open = '') {
    this.#container = container;
    this.#open = open;
  }

  /** The piece of a line that waits for its end; kept with the cursor. */
  get open(): string {
    return this.#open;
  }

  take(line: string, place: Place): WatchEvent[] {
    const entry = jsonFileEntry(line);
    if (entry === null) return [this.#toEvent(line, null, place)];
    const text = this.#open + entry.log;
    if (!text.endsWith('\n') && text.length < longestJoined) {
      this.#open = text;
      return [];
    }
    this.#open = '';
    return [this.#toEvent(text.replace(/\r?\n$/, ''), entry.time, place)];
  }

  #toEvent(text: string, time: Date | null, place: Place): WatchEvent {
    const { container, role } = this.#container;
    const sensed = text.includes('candor-sensor {') ? readSensorLine(text, place.seq) : null;
    const fromSensor = sensed === null ? null : sensorEvent(sensed, { ...place, sensor: 'sensor' }, container, text);
    if (fromSensor !== null) return fromSensor;
    const access = role === 'nginx' || / "[A-Z]{3,10} \S{1,8192} HTTP\//.test(text) ? accessEvent(text, place) : null;
    if (access !== null)
      return { ...access, fields: Object.assign(Object.create(null), access.fields, { 'container.name': container }) };
    const category = role === 'mongodb' ? 'database' : 'application';
    const product = role === 'other' ? container : role;
    const service = role === 'mongodb' ? 'mongodb' : container;
    return eventOf(
      place,
      time,
      { product, category, service },
      fieldsOf({ message: text, 'container.name': container, ...mongoFields(role, text) }),
      text,
    );
  }
}

/** MongoDB writes one JSON object a line (structured logging, since 4.4): its message id, client and user. */
function mongoFields(role: Container['role'], text: string): Record<string, string | number | undefined> {
  if (role !== 'mongodb' || !text.startsWith('{') || text.length > 65_536) return {};
  try {
    const line = JSON.parse(text) as { id?: unknown; msg?: unknown; c?: unknown; attr?: Record<string, unknown> }; // each field is looked at below
    const remote =
      typeof line.attr?.remote === 'string'
        ? line.attr.remote
        : typeof line.attr?.client === 'string'
          ? line.attr.client
          : '';
    const user = line.attr?.user ?? line.attr?.principalName;
    return {
      'event.code': typeof line.id === 'number' ? line.id : undefined,
      'event.action': typeof line.msg === 'string' ? line.msg : undefined,
      'event.module': typeof line.c === 'string' ? line.c : undefined,
      'source.ip': /^(.*):\d{1,5}$/.exec(remote)?.[1],
      'user.name': typeof user === 'string' ? user : undefined,
    };
  } catch {
    return {}; // a cut line stays a text
  }
}

function jsonFileEntry(line: string): { readonly log: string; readonly time: Date | null } | null {
  if (!line.startsWith('{"')) return null;
  try {
    const entry = JSON.parse(line) as { log?: unknown; time?: unknown }; // each field is looked at below
    if (typeof entry.log !== 'string') return null;
    const time = typeof entry.time === 'string' ? new Date(entry.time) : null;
    return { log: entry.log, time: time === null || Number.isNaN(time.getTime()) ? null : time };
  } catch {
    return null; // a container may print JSON of its own: then the line is its text
  }
}
