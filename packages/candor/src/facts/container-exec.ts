import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';

/** What a command printed inside a container; its tools may have been replaced, so it is graded lower than the host's view. */
export interface ContainerExec {
  readonly container: string;
  /** Words of the command as given to `docker exec`, from the program on; empty when the manifest does not say. */
  readonly command: readonly string[];
  readonly exitCode: number | null;
  /** At most 4,000 characters. */
  readonly output: string;
  /** `uid=` of an `id` answer; null when it is none. */
  readonly uid: number | null;
  readonly ref: EvidenceRef;
}

/** Commands that were run inside containers, with their answers. */
export const containerExec = defineFact<readonly ContainerExec[]>({
  id: 'container-exec',
  title: 'What commands inside containers answered',
  sources: ['container.exec'],
});
