import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';

/** Where a version was read, strongest first: what the process loaded beats what a file declares. */
export const versionGrades = ['loaded', 'installed', 'lockfile', 'banner', 'declared'] as const;
/** One of {@link versionGrades}. */
export type VersionGrade = (typeof versionGrades)[number];

/** An npm package of an app, in its effective version. */
export interface AppPackage {
  readonly name: string;
  readonly version: string;
  readonly grade: VersionGrade;
  readonly ref: EvidenceRef;
}

/** A Node application: a compose project's service, a container, or a process on the host. */
export interface NodeApp {
  /** `project:<name>` or `container:<name>`: the subject of findings. */
  readonly subject: string;
  readonly project: string | null;
  readonly container: string | null;
  /** Version of the running node without `v`; null when not seen. */
  readonly nodeVersion: string | null;
  readonly nodeVersionRef: EvidenceRef | null;
  readonly libc: 'musl' | 'glibc' | null;
  /** Effective version of each package by name: the strongest grade wins; several rows where several copies load. */
  readonly packages: readonly AppPackage[];
  /** True when `packages` is the whole tree (lockfile or installed listing), so that absence can be stated. */
  readonly packagesComplete: boolean;
  /** Version of the React server decoder that Next vendors, or `hasOwnProperty` count based; null when not read. */
  readonly vendoredDecoder: {
    readonly version: string | null;
    readonly hardened: boolean | null;
    readonly ref: EvidenceRef;
  } | null;
  readonly processStartedAt: Date | null;
  /** Newest change of next's package or the build on disk; null when not read. */
  readonly installedAt: Date | null;
  readonly commandLine: string | null;
  readonly nodeOptions: string | null;
  /** True when a web framework of it answers requests from other machines (published, or behind a proxy). */
  readonly networkFacing: boolean | null;
  readonly ref: EvidenceRef;
}

/** Node applications of this host. Complete when each has effective versions; empty and complete = proven none. */
export const nodeApps = defineFact<readonly NodeApp[]>({
  id: 'node-apps',
  title: 'Node applications and their effective versions',
  sources: [
    'app.installed',
    'app.lockfile',
    'app.package-json',
    'docker.inspect',
    'docker.logs',
    'host.processes',
    'app.build',
  ],
});

/** Deviation of an installed tree or build from what was locked or built (IMG-12, NXT-18). */
export interface TreeIntegrity {
  readonly subject: string;
  /** `lockfile` compared name@version; `layer` = the image's layer shows no change; `build` = .next manifest hashes. */
  readonly method: 'lockfile' | 'layer' | 'build' | 'baseline';
  readonly area: 'node_modules' | 'next-build';
  readonly deviations: readonly { readonly what: string; readonly ref: EvidenceRef }[];
  readonly ref: EvidenceRef;
}

/** Whether installed packages and the build are what was locked and built. */
export const treeIntegrity = defineFact<readonly TreeIntegrity[]>({
  id: 'tree-integrity',
  title: 'Installed packages and build against lock file and manifest',
  sources: ['app.installed', 'app.lockfile', 'app.build', 'docker.diff'],
});
