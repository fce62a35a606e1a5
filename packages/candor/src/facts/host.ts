import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';

/** What machine this is (os-release(5), uname(1), /proc). */
export interface HostIdentity {
  readonly osId: string;
  readonly osVersionId: string;
  readonly osCodename: string | null;
  readonly osName: string;
  readonly kernel: string | null;
  readonly cpus: number | null;
  readonly memoryBytes: number | null;
  readonly uptimeSec: number | null;
  readonly load1: number | null;
}

/** The host's system. */
export const hostIdentity = defineFact<HostIdentity>({
  id: 'host-identity',
  title: 'The operating system of the host',
  sources: ['host.os-release', 'host.uname', 'host.uptime', 'host.loadavg', 'host.meminfo', 'host.cpu'],
});

/** An installed package (`dpkg-query -W`). */
export interface HostPackage {
  readonly name: string;
  readonly version: string;
  readonly ref: EvidenceRef;
}

/** Installed packages of the distribution. */
export const hostPackages = defineFact<readonly HostPackage[]>({
  id: 'host-packages',
  title: 'Packages of the distribution',
  sources: ['host.packages'],
});

/** CVE ids that a package's Debian changelog names as fixed: offline evidence of a backport. */
export const backportedFixes = defineFact<
  readonly {
    readonly package: string;
    readonly cve: string;
    readonly version: string | null;
    readonly ref: EvidenceRef;
  }[]
>({
  id: 'backported-fixes',
  title: 'Fixes that the distribution carried back',
  sources: ['host.package-changelogs'],
});

/** A file whose content differs from its package (`dpkg --verify`). */
export interface VerifyDeviation {
  readonly path: string;
  readonly config: boolean;
  readonly checksumFailed: boolean;
  readonly missing: boolean;
  readonly ref: EvidenceRef;
}

/** Deviations from the package database. */
export const packageDeviations = defineFact<readonly VerifyDeviation[]>({
  id: 'package-deviations',
  title: 'Files that differ from their package',
  sources: ['host.package-verify'],
});

/** Updates that are waiting (`apt-get -s upgrade`), and how old the package lists are. */
export interface PendingUpdates {
  readonly security: readonly {
    readonly name: string;
    readonly from: string | null;
    readonly to: string | null;
    readonly pendingSince: Date | null;
    readonly knownExploited: boolean;
    readonly ref: EvidenceRef;
  }[];
  readonly listsUpdatedAt: Date | null;
}

/** Security updates not yet installed. */
export const pendingUpdates = defineFact<PendingUpdates>({
  id: 'pending-updates',
  title: 'Security updates that wait',
  sources: ['host.pending-updates'],
});

/** `sshd -T` as keys (lower case) and values; null = proven that no SSH server runs. */
export const sshConfig = defineFact<{
  readonly settings: ReadonlyMap<string, string>;
  readonly ref: EvidenceRef;
} | null>({
  id: 'ssh-config',
  title: 'Effective settings of the SSH server',
  sources: ['ssh.config', 'host.processes'],
});

/** A key that may log in. */
export interface AuthorizedKey {
  readonly user: string;
  readonly file: string;
  /** `SHA256:…` */
  readonly fingerprint: string;
  readonly keyType: string;
  readonly comment: string;
  readonly options: string;
  readonly ref: EvidenceRef;
}

/** Keys of all users. */
export const authorizedKeys = defineFact<readonly AuthorizedKey[]>({
  id: 'authorized-keys',
  title: 'SSH keys that may log in',
  sources: ['ssh.authorized-keys'],
});

/** An account (passwd(5), shadow(5) status only). */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
  readonly password: 'locked' | 'empty' | 'set' | null;
  readonly groups: readonly string[];
  readonly ref: EvidenceRef;
}

/** Accounts of the host. */
export const accounts = defineFact<readonly Account[]>({
  id: 'accounts',
  title: 'Accounts of the host',
  sources: ['host.users'],
});

/** A scheduled command: cron, at, anacron, systemd timer. */
export interface ScheduledCommand {
  readonly kind: 'cron' | 'anacron' | 'at' | 'cron-directory';
  readonly file: string;
  readonly user: string | null;
  readonly schedule: string;
  readonly command: string;
  /** The file belongs, unchanged, to a package of the distribution; null = not looked up. */
  readonly packageOwned: boolean | null;
  readonly subject: string;
  readonly ref: EvidenceRef;
}

/** What cron and its kin will run. */
export const scheduledCommands = defineFact<readonly ScheduledCommand[]>({
  id: 'scheduled-commands',
  title: 'Scheduled commands',
  sources: ['host.cron', 'container.cron', 'host.package-owners'],
});

/** A systemd unit that is not the distribution's own, or any that starts something. */
export interface Unit {
  readonly name: string;
  readonly file: string;
  readonly execStart: readonly string[];
  readonly user: string | null;
  readonly packageOwned: boolean | null;
  readonly ref: EvidenceRef;
}

/** Units, timers, drop-ins and generators. */
export const units = defineFact<readonly Unit[]>({
  id: 'units',
  title: 'systemd units',
  sources: ['host.systemd-units', 'host.package-owners'],
});

/** Entries of /etc/ld.so.preload. */
export const preloadedLibraries = defineFact<readonly { readonly path: string; readonly ref: EvidenceRef }[]>({
  id: 'preloaded-libraries',
  title: 'Libraries preloaded into every program',
  sources: ['host.ld-preload'],
});

/** Secret-looking files on the host with effective readability, parents included. */
export const secretFiles = defineFact<
  readonly {
    readonly path: string;
    readonly mode: number;
    readonly uid: number;
    readonly othersCanRead: boolean;
    readonly ref: EvidenceRef;
  }[]
>({
  id: 'secret-files',
  title: 'Files that hold secrets, and who can read them',
  sources: ['host.files'],
});

/** Files in odd places on the host (world-writable folders, uploads) that are executable, with hash. */
export const strayExecutables = defineFact<
  readonly {
    readonly path: string;
    readonly sizeBytes: number | null;
    readonly sha256: string | null;
    readonly magic: string | null;
    readonly packageOwned: boolean | null;
    readonly ref: EvidenceRef;
  }[]
>({
  id: 'stray-executables',
  title: 'Executables in folders where none belong',
  sources: ['host.files'],
});

/** What `localhost` resolves to here (`getent ahosts localhost`). */
export const localhostAddresses = defineFact<readonly string[]>({
  id: 'localhost-addresses',
  title: 'Addresses of the name localhost',
  sources: ['host.resolver'],
});

/** How the collector could see: its identity and its positive controls (SNS-01, SNS-02, SNS-03, SNS-11). */
export interface CollectorSelf {
  readonly uid: number | null;
  /** Names of the self-controls, each with whether it was seen. */
  readonly controls: readonly { readonly name: string; readonly seen: boolean; readonly detail: string }[];
  /** Running containers by the engine's list and by cgroup scan; null = not compared. */
  readonly containersByEngine: number | null;
  readonly containersByCgroup: number | null;
  readonly durationMs: number | null;
}

/** The collector about itself. */
export const collectorSelf = defineFact<CollectorSelf>({
  id: 'collector-self',
  title: 'What the collector could see of itself',
  sources: ['collector.self'],
});
