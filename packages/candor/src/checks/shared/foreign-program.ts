import type { LayerChange } from '../../facts/containers.js';
import type { Process } from '../../facts/processes.js';
import { isRandomRootFile, isSuspiciousPlace } from '../../formats/shell/suspicious-place.js';

/** How long a container runtime runs from its own memory file after a start (rule PACKAGE_OWNED). */
const runtimeStartMs = 5_000;

const systemFolders = /^\/(?:usr\/)?(?:s?bin|lib(?:32|64|exec)?)\/|^\/snap\//;

/** A folder that packages install to (hier(7)); `/usr/local` is the site's own. */
export function isSystemPath(path: string): boolean {
  return systemFolders.test(path);
}

/** A place that names an intruder's file: writable by anybody, hidden, or a random name under `/`. */
export function isForeignPlace(path: string): boolean {
  return isSuspiciousPlace(path) || isRandomRootFile(path);
}

/** runc's own memory file (`/memfd:runc_cloned…`, `runc:[2:INIT]`) within five seconds of a start. */
export function isRuntimeAtStart(process: Process, observedAt: Date, containerStart: Date | null): boolean {
  if (!/^\/?memfd:(?:runc_cloned|crun|runc)/.test(process.exe ?? '') || process.startedAt === null) return false;
  const start = process.startedAt.getTime();
  const near = (moment: Date | null) => moment !== null && Math.abs(moment.getTime() - start) <= runtimeStartMs;
  return near(observedAt) || near(containerStart);
}

/** The change of the writable layer that put the program there; null when it is from the image or not known. */
export function changeBehind(process: Process, changes: readonly LayerChange[]): LayerChange | null {
  if (process.container === null || process.exe === null) return null;
  return (
    changes.find(
      (change) =>
        change.container === process.container &&
        change.path === process.exe &&
        change.kind !== 'deleted' &&
        change.ref.artifact === 'docker.diff',
    ) ?? null
  );
}

/**
 * Why the running program is foreign, in words; null when nothing says so. A program that a package owns is not
 * foreign because of its place.
 */
export function foreignBecause(process: Process, changes: readonly LayerChange[]): string | null {
  if (process.exePackageOwned === true) return null;
  const path = process.exe ?? process.argv[0] ?? '';
  if (process.exeInMemory) return null;
  const change = changeBehind(process, changes);
  if (change?.file?.packageOwned === true) return null;
  if (process.container === null && process.pid !== 1 && /^\/[^/]+$/.test(process.exe ?? ''))
    return `runs from ${path}, directly under /, where a host has no programs`;
  if (path.startsWith('/') && isForeignPlace(path)) return `runs from ${path}, where no program belongs`;
  if (change?.file?.packageOwned === false) return `runs ${path}, which is not in the image and no package owns`;
  return null;
}
