import { exampleRef } from '../../core/example.js';
import type { WatchedFile } from '../../facts/host-settings.js';

/** A file of root that only root writes, for examples. */
export function exampleWatchedFile(change: Partial<WatchedFile> = {}): WatchedFile {
  return {
    path: '/etc/cron.d/backup',
    role: 'root-runs',
    mode: 0o644,
    uid: 0,
    gid: 0,
    group: 'root',
    othersWrite: null,
    modifiedAt: null,
    ref: exampleRef('host.files'),
    ...change,
  };
}
