import type { NginxLocation, NginxServer } from './model.js';
import { pathMatches } from './path-regex.js';

/** The location that serves a path; `certain` is false when a regular expression could not be decided. */
export interface FoundLocation {
  /** Null = no location: the server level itself answers. */
  readonly location: NginxLocation | null;
  readonly certain: boolean;
}

function longestPrefix(locations: readonly NginxLocation[], path: string): NginxLocation | null {
  let best: NginxLocation | null = null;
  for (const one of locations) {
    if (one.modifier !== '' && one.modifier !== '^~') continue;
    if (path.startsWith(one.path) && (best === null || one.path.length > best.path.length)) best = one;
  }
  return best;
}

function choose(locations: readonly NginxLocation[], path: string): FoundLocation {
  const exact = locations.find(({ modifier, path: wanted }) => modifier === '=' && wanted === path);
  if (exact !== undefined) return { location: exact, certain: true };
  const prefix = longestPrefix(locations, path);
  const inner = prefix === null ? { location: null, certain: true } : choose(prefix.locations, path);
  const nested = inner.location;
  if (nested !== null && (nested.modifier === '=' || isRegex(nested))) return inner;
  const shielded = prefix?.modifier === '^~';
  let certain = inner.certain;
  for (const one of shielded ? [] : locations.filter(isRegex)) {
    const matches = pathMatches(one.path, one.modifier === '~*', path);
    if (matches === null) certain = false;
    if (matches === true) return { location: deeper(one, path), certain };
  }
  return { location: nested ?? prefix, certain };
}

function isRegex({ modifier }: NginxLocation): boolean {
  return modifier === '~' || modifier === '~*';
}

function deeper(one: NginxLocation, path: string): NginxLocation {
  return choose(one.locations, path).location ?? one;
}

/**
 * The location that nginx chooses for a decoded, normalised path without its query (nginx docs, "location"): exact,
 * then the longest prefix unless a regular expression matches, which `^~` prevents.
 */
export function findLocation(server: NginxServer, path: string): FoundLocation {
  return choose(server.locations, path);
}
