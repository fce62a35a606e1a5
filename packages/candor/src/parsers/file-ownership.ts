import type { Artifact } from '../core/evidence.js';
import { artifactLines } from './artifact-lines.js';

/** Whether a package owns a file with an equal checksum (PACKAGE_OWNED), from the NDJSON keys `packageOwned` and `packageName`. */
export function ownershipOf(artifact: Artifact, line: number): { owned: boolean | null; name: string | null } {
  const text = artifactLines(artifact)[line - 1] ?? '';
  try {
    const object: unknown = JSON.parse(text);
    if (typeof object !== 'object' || object === null) return { owned: null, name: null };
    const { packageOwned, packageName } = object as Record<string, unknown>; // read defensively below
    return {
      owned: typeof packageOwned === 'boolean' ? packageOwned : null,
      name: typeof packageName === 'string' ? packageName : null,
    };
  } catch {
    return { owned: null, name: null }; // not NDJSON: nothing was looked up
  }
}
