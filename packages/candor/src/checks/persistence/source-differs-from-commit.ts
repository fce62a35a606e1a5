import { type CheckContext, cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { shellWord } from '../../core/shell-word.js';
import { type WorkTree, workTrees } from '../../facts/work-trees.js';
import { plural } from '../shared/plural.js';
import { daysAgo, exampleWorkTree, forEachWorkTree, severityOfChange } from './judge-work-trees.js';

function judge(tree: WorkTree, context: CheckContext): Outcome {
  const { subject, folder, changed, uncompared, tracked } = tree;
  if (changed.length > 0) {
    const list = changed.slice(0, 6).map(({ path, kind }) => `${path} (${kind})`);
    return fail([tree.ref], {
      subject,
      what: `${plural(changed.length, 'tracked file')} in ${folder} differ from the commit: ${list.join(', ')}`,
      location: `${folder}/${changed[0]?.path ?? ''}`,
      severity: severityOfChange(
        changed.map(({ changedAt }) => changedAt),
        context,
      ),
      verifyByHand: `git --no-optional-locks -C ${shellWord(folder)} diff --stat`,
    });
  }
  if (uncompared > 0) {
    return cannotTell('unsupported', `${plural(uncompared, 'tracked file')} in ${folder} could not be compared`, {
      subject,
      evidence: [tree.ref],
      settle: `git -C ${shellWord(folder)} status --short -uno`,
    });
  }
  return pass([tree.ref], { subject, what: `${plural(tracked, 'tracked file')} in ${folder}, each as committed` });
}

/** PER-11: the project on the host against what git has of it (ATT&CK T1554). */
export const sourceDiffersFromCommit = defineCheck({
  id: 'PER-11',
  title: 'The project on the host differs from its commit',
  questions: ['Q6'],
  severity: 'high',
  required: false,
  needs: { workTrees },
  decide: (facts, context) => forEachWorkTree(facts.workTrees, (tree) => judge(tree, context)),
  whyItMatters:
    'The next build takes what lies in this folder. A line added here survives every new image, and no review saw it.',
  verifyByHand: 'git --no-optional-locks -C PROJECT status --short -uno',
  remediation: {
    text: 'Read the difference. Commit what is yours; keep a copy of what is not, then restore the file from the commit. Candor compares with the index and never starts git in the folder: its settings can run programs.',
    commands: ['git -C PROJECT diff', 'git -C PROJECT restore FILE'],
  },
  references: ['ATT&CK T1554'],
  examples: {
    pass: [
      { title: 'clean', facts: { workTrees: seen([exampleWorkTree()]) } },
      { title: 'deployed without git', facts: { workTrees: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'a collection changed today',
        facts: {
          workTrees: partlySeen([
            exampleWorkTree({
              changed: [{ path: 'src/collections/Users.ts', kind: 'modified', changedAt: daysAgo(0.1) }],
            }),
          ]),
        },
      },
      {
        title: 'a file that is gone, nobody knows since when',
        facts: {
          workTrees: seen([
            exampleWorkTree({ changed: [{ path: 'src/middleware.ts', kind: 'deleted', changedAt: null }] }),
          ]),
        },
      },
    ],
    blind: [
      { title: 'not read', facts: { workTrees: unseen() } },
      { title: 'a part of the projects', facts: { workTrees: partlySeen([exampleWorkTree()]) } },
      { title: 'files that could not be compared', facts: { workTrees: seen([exampleWorkTree({ uncompared: 3 })]) } },
    ],
  },
});
