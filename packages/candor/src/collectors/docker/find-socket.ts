import type { ArtifactStatus } from '../../core/evidence.js';
import { errorCode } from '../env/error-code.js';
import type { ReadOnlyFs } from '../env/read-only-fs.js';

/** The engine's socket, or why there is none. */
export type FoundSocket =
  | { readonly found: true; readonly path: string }
  | { readonly found: false; readonly status: ArtifactStatus; readonly detail: string };

/** What of the environment says where the engine is. */
export interface SocketHints {
  readonly dockerHost?: string | undefined;
  readonly runtimeDir?: string | undefined;
  readonly uid: number;
}

/** Looks in `DOCKER_HOST`, then the default place, the rootless ones and Podman's. */
export async function findSocket(fs: ReadOnlyFs, hints: SocketHints): Promise<FoundSocket> {
  const host = hints.dockerHost ?? '';
  if (host !== '' && !host.startsWith('unix://')) {
    return { found: false, status: 'error', detail: 'DOCKER_HOST is not a unix socket; only unix:// is read' };
  }
  let denied: string | null = null;
  for (const path of host === '' ? usualPlaces(hints) : [host.slice('unix://'.length)]) {
    try {
      if ((await fs.stat(path)).kind === 'socket') return { found: true, path: fs.absolute(path) };
    } catch (error) {
      if (errorCode(error) === 'EACCES') denied = path;
    }
  }
  if (denied !== null) return { found: false, status: 'denied', detail: `${denied}: permission denied` };
  return { found: false, status: 'absent', detail: 'no engine socket in DOCKER_HOST or the usual places' };
}

function usualPlaces({ runtimeDir, uid }: SocketHints): string[] {
  const user = runtimeDir ?? `/run/user/${uid}`;
  return [
    '/var/run/docker.sock',
    '/run/docker.sock',
    `${user}/docker.sock`,
    '/run/podman/podman.sock',
    `${user}/podman/podman.sock`,
  ];
}
