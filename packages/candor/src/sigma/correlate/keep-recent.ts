/** Adds a time to a sorted list, drops what is `spanMs` or more before the newest, and keeps the newest `most`. */
export function keepRecent(times: number[], timeMs: number, spanMs: number, most: number): void {
  let place = times.length;
  while (place > 0 && (times[place - 1] ?? 0) > timeMs) place -= 1;
  if (place === times.length) times.push(timeMs);
  else times.splice(place, 0, timeMs);
  const newest = times.at(-1) ?? timeMs;
  let old = Math.max(0, times.length - most);
  while (old < times.length && (times[old] ?? 0) <= newest - spanMs) old += 1;
  if (old > 0) times.splice(0, old);
}
