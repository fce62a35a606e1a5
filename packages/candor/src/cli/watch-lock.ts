import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { CandorError } from '../core/errors.js';

/** Makes this process the only watcher of a store; the answer gives it up again. A lock of a dead process is taken over. */
export function holdWatchLock(folder: string): () => void {
  const path = join(folder, 'watch.pid');
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const handle = openSync(path, 'wx', 0o600);
      writeSync(handle, `${process.pid}\n`);
      closeSync(handle);
      return () => unlinkSync(path);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const pid = lockedBy(path);
      if (pid !== null && isWatcher(pid))
        throw new CandorError('STORE_UNUSABLE', `a watcher already runs on ${folder} (pid ${pid})`, {
          hint: 'candor watch status; stop it with systemctl stop candor-watch',
        });
      unlinkSync(path);
    }
  }
  throw new CandorError('STORE_UNUSABLE', `${path} cannot be held`, { hint: 'remove it when no watcher runs' });
}

/** Pid in the lock file of a store; null without one. */
export function lockedBy(path: string): number | null {
  try {
    const pid = Number(readFileSync(path, 'utf8').trim());
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null; // no lock file
  }
}

/** True when the pid is a running candor; a number that was given to another program since does not count. */
export function isWatcher(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes('watch');
  } catch {
    return false; // it has ended
  }
}
