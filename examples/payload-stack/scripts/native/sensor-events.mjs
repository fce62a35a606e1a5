// What the sensor wrote in a run.
import { existsSync, readFileSync } from 'node:fs';

/** Its lines; a broken one throws. @param {string} file */
export function readEvents(file) {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** Events above informational. @param {ReturnType<typeof readEvents>} events */
export const alarms = (events) => events.filter((event) => (event.severity ?? 'informational') !== 'informational');

/** `spawn 2, codegen 6`. @param {ReturnType<typeof readEvents>} events */
export function countByKind(events) {
  const counts = new Map();
  for (const { kind } of events) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${kind} ${count}`).join(', ');
}
