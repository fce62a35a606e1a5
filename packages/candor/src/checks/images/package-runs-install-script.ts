import { cannotTell, defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import { exampleRef, seen, unseen } from '../../core/example.js';
import { type ProjectLockfiles, projectLockfiles } from '../../facts/lockfiles.js';

/** Packages whose install script is known to fetch or choose their own binary. */
const usual = new Set([
  'sharp',
  'esbuild',
  '@swc/core',
  '@parcel/watcher',
  'unrs-resolver',
  'core-js',
  'fsevents',
  'bcrypt',
  'better-sqlite3',
  'protobufjs',
  'puppeteer',
  'msw',
  'canvas',
]);

function judge(project: ProjectLockfiles): Outcome {
  const { subject } = project;
  const odd = project.installScripts.filter((each) => !usual.has(each.name));
  const refs = odd.map((each) => each.ref);
  if (isNonEmpty(refs)) {
    const names = odd.slice(0, 8).map((each) => `${each.name}@${each.version}`);
    return fail(refs, {
      subject,
      what: `${names.join(', ')} run a script while they are installed`,
      location: 'lock file',
    });
  }
  if (!project.installScriptsKnown) {
    return cannotTell('unsupported', 'this lock file does not tell which packages run scripts', {
      subject,
      settle: 'pnpm ignored-builds',
    });
  }
  return pass([project.ref], {
    subject,
    what: `${project.installScripts.length} packages of the usual list run scripts`,
  });
}

/** IMG-13: install scripts of packages that are not known for one. */
export const packageRunsInstallScript = defineCheck({
  id: 'IMG-13',
  title: 'A package runs a script while it is installed',
  questions: ['Q2'],
  severity: 'medium',
  required: false,
  needs: { projectLockfiles },
  decide: ({ projectLockfiles: projects }) =>
    projects.value.length === 0
      ? notApplicable(projects.evidence, 'no project with packages')
      : projects.value.map(judge),
  whyItMatters: 'A stolen package uses that script first: it runs on the machine that builds, with its secrets.',
  verifyByHand: 'grep -n hasInstallScript package-lock.json',
  remediation: {
    text: 'Install with --ignore-scripts and allow by name (npm rebuild NAME, or onlyBuiltDependencies of pnpm).',
  },
  references: ['pnpm documentation: onlyBuiltDependencies'],
  examples: {
    pass: [{ title: 'sharp alone', facts: { projectLockfiles: seen([project(['sharp'])]) } }],
    fail: [{ title: 'an unknown one', facts: { projectLockfiles: seen([project(['sharp', 'left-pad'])]) } }],
    blind: [
      { title: 'nothing could be read', facts: { projectLockfiles: unseen() } },
      {
        title: 'the format does not tell',
        facts: { projectLockfiles: seen([{ ...project([]), installScriptsKnown: false }]) },
      },
    ],
  },
});

function project(names: readonly string[]): ProjectLockfiles {
  const ref = exampleRef('app.lockfile', 'project:site');
  const installScripts = names.map((name) => ({ name, version: '1.0.0', ref }));
  return {
    subject: 'project:site',
    lockfiles: [{ file: 'package-lock.json', manager: 'npm', ref }],
    outOfStep: [],
    installScripts,
    installScriptsKnown: true,
    ref,
  };
}
