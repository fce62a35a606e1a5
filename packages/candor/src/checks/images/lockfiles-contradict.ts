import { cannotTell, defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { type ProjectLockfiles, projectLockfiles } from '../../facts/lockfiles.js';

function judge(project: ProjectLockfiles): Outcome {
  const { subject, lockfiles, outOfStep } = project;
  const files = lockfiles.map((each) => each.ref);
  if (lockfiles.length > 1 && isNonEmpty(files)) {
    const what = `${lockfiles.length} lock files: ${lockfiles.map((each) => each.file).join(', ')}`;
    return fail(files, { subject, what, location: lockfiles[0]?.file ?? subject });
  }
  const refs = outOfStep.map((each) => each.ref);
  if (isNonEmpty(refs)) {
    return fail(refs, {
      subject,
      what: outOfStep
        .slice(0, 5)
        .map((each) => each.what)
        .join('; '),
      location: 'package.json',
    });
  }
  if (!isNonEmpty(files)) {
    return cannotTell('not-collected', 'no lock file was collected', {
      subject,
      settle: 'ls package-lock.json pnpm-lock.yaml yarn.lock',
    });
  }
  return pass(files, { subject });
}

/** IMG-11: one lock file, in step with its manifest. */
export const lockfilesContradict = defineCheck({
  id: 'IMG-11',
  title: 'Lock files contradict each other or the manifest',
  questions: ['Q2'],
  severity: 'medium',
  required: false,
  needs: { projectLockfiles },
  decide: ({ projectLockfiles: projects }) =>
    projects.value.length === 0
      ? notApplicable(projects.evidence, 'no project with packages')
      : projects.value.map(judge),
  whyItMatters: 'Which versions are installed then depends on the tool that happens to be used.',
  verifyByHand: 'ls package-lock.json pnpm-lock.yaml yarn.lock; npm ci --dry-run',
  remediation: { text: 'Keep the lock file of the package manager in use, remove the others, and install anew.' },
  references: ['npm documentation: package-lock.json'],
  examples: {
    pass: [{ title: 'one, in step', facts: { projectLockfiles: seen([project(1)]) } }],
    fail: [
      { title: 'two lock files', facts: { projectLockfiles: seen([project(2)]) } },
      {
        title: 'the manifest asks for another version',
        facts: {
          projectLockfiles: seen([
            {
              ...project(1),
              outOfStep: [{ what: 'next 15.3.6 is asked for, 15.3.2 is locked', ref: exampleRef('app.package-json') }],
            },
          ]),
        },
      },
    ],
    blind: [
      { title: 'nothing could be read', facts: { projectLockfiles: unseen() } },
      { title: 'no lock file', facts: { projectLockfiles: partlySeen([project(0)]) } },
    ],
  },
});

function project(count: number): ProjectLockfiles {
  const ref = exampleRef('app.lockfile', 'project:site');
  const all = [
    { file: 'package-lock.json', manager: 'npm', ref },
    { file: 'pnpm-lock.yaml', manager: 'pnpm', ref },
  ] as const;
  return {
    subject: 'project:site',
    lockfiles: all.slice(0, count),
    outOfStep: [],
    installScripts: [],
    installScriptsKnown: true,
    ref,
  };
}
