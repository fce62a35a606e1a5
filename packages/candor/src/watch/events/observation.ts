import type { EventLogSource, FieldValue, WatchEvent } from '../../core/event.js';
import { eventOf, fieldsOf, type Place } from './event-of.js';

/** Something that the watcher itself observed: kept as a line like any other, so that a replay sees it too. */
export interface Observation {
  readonly time: Date;
  readonly sensor: string;
  readonly logsource: EventLogSource;
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly raw: string;
}

/** The observation as one line. */
export function observationLine(observation: Observation): string {
  return `${JSON.stringify(observation)}\n`;
}

/** The event of such a line; nothing for a line of another form. */
export function observedEvent(line: string, place: Place): WatchEvent[] {
  let one: Observation & { readonly time: string };
  try {
    one = JSON.parse(line); // written by observationLine
  } catch {
    return []; // cut by a full disk: the loss stands in the ledger
  }
  const time = new Date(one.time);
  return [eventOf({ ...place, sensor: one.sensor }, time, one.logsource, fieldsOf(one.fields), one.raw)];
}
