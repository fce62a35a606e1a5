import type { EventLogSource, FieldValue, WatchEvent } from '../../core/event.js';

/** Where a line stands: its source, its number, and when it was received. */
export interface Place {
  readonly sensor: string;
  readonly name: string;
  readonly seq: number;
  readonly receivedAt: Date;
}

/** Fields without a prototype, so that `__proto__` is a word like any other. */
export function fieldsOf(entries: Readonly<Record<string, FieldValue | undefined>>): Record<string, FieldValue> {
  const fields: Record<string, FieldValue> = Object.create(null);
  for (const key in entries) {
    const value = entries[key];
    if (value !== undefined && value !== null && value !== '') fields[key] = value;
  }
  return fields;
}

/** One event at its place. A line's own time counts unless it lies in the future, where an attacker may have put it. */
export function eventOf(
  place: Place,
  time: Date | null,
  logsource: EventLogSource,
  fields: Readonly<Record<string, FieldValue>>,
  raw: string,
): WatchEvent {
  const at = time !== null && time <= place.receivedAt ? time : place.receivedAt;
  const source = { sensor: place.sensor, name: place.name, cursor: String(place.seq) };
  return { time: at, logsource, fields, raw, source };
}
