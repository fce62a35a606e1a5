import { liveSources } from './index.js';
import type { LiveSource, SourceName, SourcePlaces } from './live-source.js';

/** What was found of one source. */
export interface SourceFound {
  readonly source: LiveSource;
  readonly works: boolean;
  readonly why: string;
}

/** Looks at every source, best first. */
export function probeSources(places: SourcePlaces, sources = liveSources): Promise<SourceFound[]> {
  return Promise.all(sources.map(async (source) => ({ source, ...(await source.probe(places)) })));
}

/**
 * The one that was asked for; else the best that tells every start and changes nothing; else all those that see a part.
 * Empty where nothing works.
 */
export function chooseSources(found: readonly SourceFound[], asked: SourceName | null): readonly SourceFound[] {
  if (asked !== null) return found.filter(({ source, works }) => source.name === asked && works);
  const working = found.filter(({ source, works }) => works && !source.changesHost);
  const whole = working.find(({ source }) => source.coverage.everyStart);
  return whole ? [whole] : working;
}
