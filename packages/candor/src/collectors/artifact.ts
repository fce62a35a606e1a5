import type { ArtifactId } from '../core/artifact-catalogue.js';
import type { ArtifactSource, ArtifactStatus } from '../core/evidence.js';
import type { CollectedArtifact, CollectorEnv } from './collected.js';
import { errorCode } from './env/error-code.js';

/** What differs from an ordinary artefact of the host. */
export interface ArtifactChange {
  readonly subject?: string;
  readonly order?: number;
  readonly source?: ArtifactSource;
  readonly status?: ArtifactStatus;
  readonly detail?: string | null;
  readonly filtered?: boolean;
}

/** An artefact with content; `ok` unless told otherwise. */
export function collected(
  env: CollectorEnv,
  id: ArtifactId,
  content: Buffer | string,
  change: ArtifactChange = {},
): CollectedArtifact {
  return {
    id,
    subject: 'host',
    order: 1,
    source: null,
    status: 'ok',
    detail: null,
    filtered: false,
    capturedAt: env.now(),
    content: typeof content === 'string' ? Buffer.from(content) : content,
    ...change,
  };
}

/** An artefact without content, with the reason. */
export function missing(
  env: CollectorEnv,
  id: ArtifactId,
  status: ArtifactStatus,
  detail: string,
  change: ArtifactChange = {},
): CollectedArtifact {
  return collected(env, id, '', { ...change, status, detail });
}

/** Status that an error of the file system or of a socket stands for (errno(3)). */
export function statusOf(error: unknown): ArtifactStatus {
  switch (errorCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ESRCH':
      return 'absent';
    case 'EACCES':
    case 'EPERM':
      return 'denied';
    case 'ETIMEDOUT':
    case 'ABORT_ERR':
      return 'timeout';
    case 'ECONNREFUSED':
    case 'ECONNRESET':
    case 'EHOSTUNREACH':
      return 'unreachable';
    default:
      return 'error';
  }
}

/** For collectors that found nothing: what they would have found may be in containers that could not be seen. */
export async function nothingSeen(env: CollectorEnv, ids: readonly ArtifactId[]): Promise<CollectedArtifact[]> {
  const { status, detail } = await env.engine.containers();
  if (status === 'ok' || status === 'absent') return [];
  return ids.map((id) => missing(env, id, status, `the containers could not be seen: ${detail ?? status}`));
}

/** How to see more, for the detail of a denied artefact. */
export function asRootHint(env: CollectorEnv): string {
  return env.uid === 0 ? 'root here lacks a capability (see capabilities(7))' : 'run with sudo to see it';
}

/** The sentence for a denied or failed reading: what, why, the way out. */
export function failureDetail(env: CollectorEnv, what: string, error: unknown): string {
  const status = statusOf(error);
  if (status === 'denied') return `${what}: permission denied; ${asRootHint(env)}`;
  if (status === 'absent') return `${what}: not there`;
  return `${what}: ${errorCode(error) ?? 'failed'}`;
}
