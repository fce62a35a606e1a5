import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';

/** A tracked file that differs from git's index. */
export interface ChangedFile {
  /** Below the folder. */
  readonly path: string;
  readonly kind: 'modified' | 'deleted';
  readonly changedAt: Date | null;
}

/** A project folder on the host that is a git work tree. */
export interface WorkTree {
  /** `project:<name>`. */
  readonly subject: string;
  readonly folder: string;
  /** Commit that HEAD names; null = not readable. */
  readonly head: string | null;
  /** When HEAD last moved (commit, pull, checkout): the last deploy; null without a log. */
  readonly movedAt: Date | null;
  readonly tracked: number;
  readonly changed: readonly ChangedFile[];
  /** Tracked files that could not be compared. */
  readonly uncompared: number;
  /** Compose and env files with the moment of their last change. */
  readonly settings: readonly { readonly path: string; readonly changedAt: Date; readonly tracked: boolean }[];
  readonly ref: EvidenceRef;
}

/** Git work trees of the projects. Empty and complete = proven that no project folder is one. */
export const workTrees = defineFact<readonly WorkTree[]>({
  id: 'work-trees',
  title: 'Git work trees of the projects',
  sources: ['project.git'],
});
