import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';

/** Lock files of one project beside its manifest. */
export interface ProjectLockfiles {
  readonly subject: string;
  readonly lockfiles: readonly {
    readonly file: string;
    readonly manager: 'npm' | 'pnpm' | 'yarn';
    readonly ref: EvidenceRef;
  }[];
  /** Exact versions that the manifest asks for and the lock file pins otherwise, or not at all. */
  readonly outOfStep: readonly { readonly what: string; readonly ref: EvidenceRef }[];
  /** Packages that run a script while they are installed. */
  readonly installScripts: readonly { readonly name: string; readonly version: string; readonly ref: EvidenceRef }[];
  /** False when the lock file's format does not tell about install scripts. */
  readonly installScriptsKnown: boolean;
  readonly ref: EvidenceRef;
}

/** Lock files and manifests against each other, by project. */
export const projectLockfiles = defineFact<readonly ProjectLockfiles[]>({
  id: 'project-lockfiles',
  title: 'Lock files against their manifests',
  sources: ['app.lockfile', 'app.package-json'],
});
