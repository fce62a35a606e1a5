import type { ArtifactId } from '../../core/artifact-catalogue.js';
import { type ArtifactChange, collected, failureDetail, missing, statusOf } from '../artifact.js';
import type { CollectedArtifact, CollectorEnv } from '../collected.js';

/** How a file becomes an artefact. */
export interface FileArtifact {
  readonly maxBytes?: number;
  readonly tail?: boolean;
  /** Redaction; bytes as they are otherwise. */
  readonly transform?: (bytes: Buffer) => Buffer;
  readonly change?: ArtifactChange;
}

/** One file as one artefact, or why it could not be read. */
export async function readFileArtifact(
  env: CollectorEnv,
  id: ArtifactId,
  path: string,
  options: FileArtifact = {},
): Promise<CollectedArtifact> {
  const change = { ...options.change, source: { file: path } };
  try {
    const { bytes, truncated } = await env.fs.read(path, options);
    const content = options.transform?.(bytes) ?? bytes;
    const detail = truncated ? `${path} is longer than what was read` : null;
    return collected(env, id, content, { ...change, status: truncated ? 'truncated' : 'ok', detail });
  } catch (error) {
    return missing(env, id, statusOf(error), failureDetail(env, path, error), change);
  }
}
