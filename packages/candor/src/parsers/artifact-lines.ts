import type { Artifact } from '../core/evidence.js';

const cache = new WeakMap<Artifact, readonly string[]>();

/** The lines of an artefact's text, split once. */
export function artifactLines(artifact: Artifact): readonly string[] {
  const lines = cache.get(artifact) ?? artifact.text().split('\n');
  cache.set(artifact, lines);
  return lines;
}
