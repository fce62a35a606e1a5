import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';

/** One process as seen from one place. Fields that the listing did not carry are null, never guessed. */
export interface Process {
  readonly pid: number;
  readonly ppid: number | null;
  readonly uid: number | null;
  readonly user: string | null;
  readonly startedAt: Date | null;
  /** CPU over the process's life, percent of one core. */
  readonly cpuPercent: number | null;
  /** CPU during a sample of about a second while the listing was made, percent of one core; null without a sample. */
  readonly cpuSamplePercent: number | null;
  readonly rssBytes: number | null;
  /** Target of /proc/PID/exe without ` (deleted)`; null when not readable or not in the listing. */
  readonly exe: string | null;
  readonly exeDeleted: boolean | null;
  /** A deleted executable has a successor at its path; null when not deleted or not looked up. */
  readonly exeReplaced?: boolean | null;
  /** True when the executable is an anonymous memory file (memfd). */
  readonly exeInMemory: boolean;
  readonly argv: readonly string[];
  /** The command line as one text. */
  readonly args: string;
  readonly kernelThread: boolean;
  /** Name of the container whose process it is; null for the host's own. */
  readonly container: string | null;
  /** Where the pid counts: a listing made inside a container has that container's pids. */
  readonly pidNamespace: 'host' | 'container';
  readonly capEff: bigint | null;
  readonly noNewPrivs: boolean | null;
  readonly seccomp: number | null;
  /** Values of /proc/PID/environ that stay in clear (NODE_OPTIONS, LD_PRELOAD, …); null when not readable. */
  readonly env: Readonly<Record<string, string>> | null;
  /** True when the root in the executable's uid map is not the host's root (user namespace). */
  readonly userNamespaced: boolean | null;
  /**
   * The executable belongs, with equal checksum, to a package of its host or container; for a deleted one: an upgrade
   * put the package's new file in its place. Null when not looked up.
   */
  readonly exePackageOwned: boolean | null;
  readonly ref: EvidenceRef;
}

/** Processes of the host and of its containers. Complete only when all of them could be listed. */
export interface ProcessView {
  readonly items: readonly Process[];
  /** True when the host's own listing is complete (as root, without filter). */
  readonly hostComplete: boolean;
  /** Containers (names) whose processes are completely listed. */
  readonly completeContainers: ReadonlySet<string>;
}

/** All processes that could be seen (proc(5), `ps`, `docker top`). */
export const processes = defineFact<ProcessView>({
  id: 'processes',
  title: 'Processes of the host and its containers',
  sources: ['host.processes', 'docker.top', 'docker.stats'],
});
