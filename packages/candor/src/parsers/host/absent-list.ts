import type { ArtifactId } from '../../core/artifact-catalogue.js';
import { refTo } from '../../core/evidence.js';
import { type Fact, known } from '../../core/fact.js';
import type { ParseContext } from '../parser.js';

/** "Looked for, not there": a known empty list, when every artefact of the id says `absent`; null otherwise. */
export function absentList<T>(context: ParseContext, id: ArtifactId): Fact<readonly T[]> | null {
  const [first, ...rest] = context.artifacts(id);
  if (first?.status !== 'absent' || rest.some((artifact) => artifact.status !== 'absent')) return null;
  return known<readonly T[]>([], [refTo(first)], first.capturedAt);
}
