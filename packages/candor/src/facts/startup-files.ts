import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';

/** What a file that runs or decides something at boot, login or installation belongs to. */
export type StartupArea = 'login' | 'boot' | 'package-hook' | 'kernel' | 'authentication';

/** A file through which something starts by itself, beside cron and systemd. */
export interface StartupFile {
  readonly area: StartupArea;
  readonly path: string;
  /** Its lines without comments, at most 64 KiB. */
  readonly code: string;
  /** The file belongs, unchanged, to a package of the distribution; null = not looked up. */
  readonly packageOwned: boolean | null;
  readonly ref: EvidenceRef;
}

/** Login scripts, boot scripts, hooks of apt and dpkg, udev and modprobe rules, PAM and name service. */
export const startupFiles = defineFact<readonly StartupFile[]>({
  id: 'startup-files',
  title: 'Files that run at login, at boot or with packages',
  sources: ['host.profile-scripts', 'host.persistence', 'host.package-owners'],
});
