import { posix } from 'node:path';
import { type CheckContext, cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { shellWord } from '../../core/shell-word.js';
import { type WorkTree, workTrees } from '../../facts/work-trees.js';
import { plural } from '../shared/plural.js';
import { daysAgo, exampleWorkTree, forEachWorkTree, severityOfChange } from './judge-work-trees.js';

/** A deploy writes its files, then starts: ten minutes cover a slow checkout and the edit that belongs to it. */
const deployMs = 600_000;

function judge(tree: WorkTree, context: CheckContext): Outcome {
  const { subject, folder, movedAt, settings } = tree;
  const relative = (path: string) => posix.relative(folder, path);
  const edited = tree.changed.filter(({ path }) => settings.some((each) => relative(each.path) === path));
  if (edited.length > 0) {
    return fail([tree.ref], {
      subject,
      what: `${edited.map(({ path, kind }) => `${path} (${kind})`).join(', ')} in ${folder} differ from the deployed commit`,
      location: `${folder}/${edited[0]?.path ?? ''}`,
      severity: severityOfChange(
        edited.map(({ changedAt }) => changedAt),
        context,
      ),
    });
  }
  if (movedAt === null) {
    return cannotTell('not-collected', `when ${folder} was deployed last is not known: git kept no log of HEAD`, {
      subject,
      evidence: [tree.ref],
      settle: `git -C ${shellWord(folder)} log -1 --format=%cI; ls -l --time=ctime ${shellWord(`${folder}/.env`)}`,
    });
  }
  const later = settings.filter(
    ({ changedAt, tracked }) => !tracked && changedAt.getTime() > movedAt.getTime() + deployMs,
  );
  const recent = later.filter(({ changedAt }) => changedAt >= context.windowSince);
  const names = (list: typeof settings) => list.map(({ path }) => relative(path)).join(', ');
  if (recent.length > 0) {
    return cannotTell('not-collected', `${names(recent)} in ${folder} changed in this window, after the last deploy`, {
      subject,
      evidence: [tree.ref],
      settle: `Did you change ${names(recent)}? Compare with your own copy before you answer.`,
    });
  }
  const note = later.length === 0 ? '' : `; ${names(later)} changed later, before this window`;
  return pass([tree.ref], {
    subject,
    what: `${plural(settings.length, 'compose and env file')} as deployed on ${movedAt.toISOString().slice(0, 10)}${note}`,
  });
}

/** PER-08: compose overrides and env files since the last deploy (ATT&CK T1574). */
export const settingsChangedAfterDeploy = defineCheck({
  id: 'PER-08',
  title: 'Compose or env files changed after the last deploy',
  questions: ['Q6'],
  severity: 'high',
  required: false,
  needs: { workTrees },
  decide: (facts, context) => forEachWorkTree(facts.workTrees, (tree) => judge(tree, context)),
  whyItMatters:
    'One line in an override or an env file mounts the host, loads foreign code into Node, or keeps a stolen secret valid.',
  verifyByHand: 'git --no-optional-locks -C PROJECT diff -- "*.yml" "*.yaml"; ls -l --time=ctime PROJECT/.env*',
  remediation: {
    text: 'Read the difference. Keep a copy of what is not yours, restore the file, change the secrets it held, and deploy again.',
    commands: ['git -C PROJECT diff', 'docker compose --project-directory PROJECT up -d'],
  },
  references: ['ATT&CK T1574'],
  examples: {
    pass: [
      { title: 'as deployed', facts: { workTrees: seen([exampleWorkTree()]) } },
      {
        title: 'an env file edited a week ago',
        facts: {
          workTrees: seen([
            exampleWorkTree({ settings: [{ path: '/srv/site/.env', changedAt: daysAgo(7), tracked: false }] }),
          ]),
        },
      },
      {
        title: 'an env file written with the deploy of today',
        facts: {
          workTrees: seen([
            exampleWorkTree({
              movedAt: daysAgo(0.2),
              settings: [{ path: '/srv/site/.env', changedAt: daysAgo(0.199), tracked: false }],
            }),
          ]),
        },
      },
      { title: 'deployed without git', facts: { workTrees: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'the compose file differs from the commit',
        facts: {
          workTrees: seen([
            exampleWorkTree({
              changed: [{ path: 'docker-compose.yml', kind: 'modified', changedAt: daysAgo(0.5) }],
            }),
          ]),
        },
      },
    ],
    blind: [
      { title: 'not read', facts: { workTrees: unseen() } },
      { title: 'a part of the projects', facts: { workTrees: partlySeen([exampleWorkTree()]) } },
      { title: 'no log of HEAD', facts: { workTrees: seen([exampleWorkTree({ movedAt: null })]) } },
      {
        title: 'an env file changed an hour ago: a question',
        facts: {
          workTrees: seen([
            exampleWorkTree({ settings: [{ path: '/srv/site/.env', changedAt: daysAgo(0.04), tracked: false }] }),
          ]),
        },
      },
    ],
  },
});
