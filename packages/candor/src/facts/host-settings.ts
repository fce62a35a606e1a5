import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';

/** Kernel settings by their name in sysctl(8): `net.ipv4.ip_forward` → `1`. */
export const kernelSettings = defineFact<ReadonlyMap<string, string>>({
  id: 'kernel-settings',
  title: 'Kernel settings',
  sources: ['host.sysctl'],
});

/** A mounted file system (proc_mounts(5)). */
export interface HostMount {
  readonly device: string;
  readonly place: string;
  readonly fsType: string;
  readonly options: readonly string[];
  readonly ref: EvidenceRef;
}

/** Mounted file systems of the host. */
export const hostMounts = defineFact<readonly HostMount[]>({
  id: 'host-mounts',
  title: 'Mounted file systems',
  sources: ['host.mounts'],
});

/** Free space of a file system, in percent of what it holds. */
export interface DiskSpace {
  readonly place: string;
  readonly freePercent: number;
  /** Null where the file system does not count inodes. */
  readonly inodesFreePercent: number | null;
  readonly ref: EvidenceRef;
}

/** Free space of the file systems that must not run full. */
export const diskSpace = defineFact<readonly DiskSpace[]>({
  id: 'disk-space',
  title: 'Free space of the file systems',
  sources: ['host.disk'],
});

/** The running kernel: its release, what is installed, its taint bits and modules. */
export interface KernelState {
  readonly running: string;
  /** Folders of /lib/modules. */
  readonly installed: readonly string[];
  /** /proc/sys/kernel/tainted; null when not read. */
  readonly tainted: number | null;
  /** Modules with the taint letters that /proc/modules prints, such as `(OE)`. */
  readonly modules: readonly { readonly name: string; readonly taint: string }[];
  readonly ref: EvidenceRef;
}

/** The kernel that runs. */
export const kernelState = defineFact<KernelState>({
  id: 'kernel-state',
  title: 'The running kernel',
  sources: ['host.kernel'],
});

/** What `timedatectl show`, `chronyc tracking` or `timedatectl status` says. */
export interface TimeSync {
  readonly synchronized: boolean;
  /** Seconds between the clock and the reference; null when not told. */
  readonly offsetSec: number | null;
  readonly ref: EvidenceRef;
}

/** Whether the clock follows a reference. */
export const timeSync = defineFact<TimeSync>({
  id: 'time-sync',
  title: 'Synchronisation of the clock',
  sources: ['host.time-sync'],
});

/** A systemd timer (`systemctl list-timers --all`). */
export interface SystemdTimer {
  readonly unit: string;
  readonly activates: string;
  /** False when no next run is planned. */
  readonly planned: boolean;
  /** Last run; null when it never ran or the text does not say. */
  readonly lastRunAt: Date | null;
  readonly ref: EvidenceRef;
}

/** Timers of systemd. */
export const systemdTimers = defineFact<readonly SystemdTimer[]>({
  id: 'systemd-timers',
  title: 'Timers of systemd',
  sources: ['host.systemd-timers'],
});

/** A rule of sudoers(5). */
export interface SudoRule {
  readonly file: string;
  readonly who: string;
  readonly noPassword: boolean;
  /** Commands as written; `ALL` = every one. */
  readonly commands: readonly string[];
  readonly ref: EvidenceRef;
}

/** Rules of sudo. */
export const sudoRules = defineFact<readonly SudoRule[]>({
  id: 'sudo-rules',
  title: 'Rules of sudo',
  sources: ['host.sudoers'],
});

/**
 * A file of the host whose owner, mode or age matters: configuration, keys, logs of nginx, cron and units; what loads the
 * packet filter at boot (`saved-filter`).
 */
export interface WatchedFile {
  readonly path: string;
  readonly role: 'nginx-config' | 'key' | 'log' | 'root-runs' | 'saved-filter';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Name of the group; null when not told. */
  readonly group: string | null;
  /** Somebody beside root can write it, groups without members left out; null when only the mode is known. */
  readonly othersWrite: boolean | null;
  readonly modifiedAt: Date | null;
  readonly ref: EvidenceRef;
}

/** Files that the proxy reads and that root runs, with owner, mode and age. */
export const watchedFiles = defineFact<readonly WatchedFile[]>({
  id: 'watched-files',
  title: 'Owner, mode and age of configuration, keys and what root runs',
  sources: ['host.files'],
});

/** A secret that gitleaks found in a repository; the value is never carried. */
export interface LeakedSecret {
  readonly rule: string;
  readonly file: string;
  readonly commit: string | null;
  readonly ref: EvidenceRef;
}

/** Secrets in git, as gitleaks reports them. */
export const leakedSecrets = defineFact<readonly LeakedSecret[]>({
  id: 'leaked-secrets',
  title: 'Secrets tracked in git',
  sources: ['scan.gitleaks'],
});
