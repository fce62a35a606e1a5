import type { CheckContext } from '../../core/check.js';
import { notApplicable, type Outcome } from '../../core/check.js';
import { exampleNow, exampleRef } from '../../core/example.js';
import type { Known } from '../../core/fact.js';
import type { Severity } from '../../core/severity.js';
import type { WorkTree } from '../../facts/work-trees.js';

/** One outcome for each project that is a git work tree; without any there is nothing to compare with. */
export function forEachWorkTree(
  trees: Known<readonly WorkTree[]>,
  judge: (tree: WorkTree) => Outcome,
): readonly Outcome[] {
  if (trees.value.length === 0) return [notApplicable(trees.evidence, 'no project folder is a git work tree')];
  return trees.value.map(judge);
}

/** A change inside the audited window asks for an answer today; an older one is drift that nobody committed. */
export function severityOfChange(moments: readonly (Date | null)[], { windowSince }: CheckContext): Severity {
  return moments.some((moment) => moment === null || moment >= windowSince) ? 'high' : 'medium';
}

/** A clean work tree of the project `site`, deployed ten days before the example's moment. */
export function exampleWorkTree(change: Partial<WorkTree> = {}): WorkTree {
  return {
    subject: 'project:site',
    folder: '/srv/site',
    head: 'a3f5c2d1e0b49788aa1122334455667788990011',
    movedAt: daysAgo(10),
    tracked: 240,
    changed: [],
    uncompared: 0,
    settings: [{ path: '/srv/site/docker-compose.yml', changedAt: daysAgo(10), tracked: true }],
    ref: exampleRef('project.git', 'project:site'),
    ...change,
  };
}

/** A moment before the examples' capture. */
export function daysAgo(days: number): Date {
  return new Date(exampleNow.getTime() - days * 86_400_000);
}
