import { CandorError } from '../core/errors.js';
import { changedSince, undoChanges } from './change-files.js';
import type { DockerCli } from './docker-cli.js';
import { findService, type RunningService } from './find-service.js';
import { type InstallRecord, readRecord, recordPath, removeRecord } from './install-record.js';
import { revert } from './install-sensor.js';
import type { ShownChange } from './show-diff.js';
import type { HealthOutcome, WatchClock } from './watch-health.js';

/** An undo that can be shown and done. */
export interface PreparedUndo {
  readonly running: RunningService;
  readonly record: InstallRecord;
  readonly changes: readonly ShownChange[];
  /** The image was built anew since: files go back, the running image stays until its next build. */
  readonly rebuilt: boolean;
}

/** Reads the record of an installation; refuses where somebody changed a file since. */
export async function prepareUndo(cli: DockerCli, composeFile: string, service: string): Promise<PreparedUndo> {
  const running = await findService(cli, composeFile, service);
  const path = recordPath(running.folder, service);
  const record = readRecord(path);
  if (record === null)
    throw new CandorError('USAGE', `nothing was installed here: ${path} is not there`, {
      hint: 'name the compose file and service of the installation',
    });
  const changed = changedSince(record.changes);
  if (changed.length > 0)
    throw new CandorError('USAGE', `changed since the installation, so not undone: ${changed.join(', ')}`, {
      hint: `take the lines of the sensor out by hand, then remove ${path}`,
    });
  const rebuilt = record.image !== null && running.containers.some(({ imageId }) => imageId !== record.image?.after);
  return { running, record, changes: undoChanges(record.changes), rebuilt };
}

/** Puts every file back byte for byte, and the image where it is still the installed one. */
export async function applyUndo(
  cli: DockerCli,
  { running, record, rebuilt }: PreparedUndo,
  clock: WatchClock,
): Promise<HealthOutcome> {
  const outcome = await revert(cli, running, { ...record, image: rebuilt ? null : record.image }, clock);
  if (rebuilt && record.image) await cli.docker(['rmi', record.image.after]);
  removeRecord(recordPath(running.folder, running.service));
  return outcome;
}
