import { cannotTell, fail, type Outcome, pass } from '../../core/check.js';
import { exampleRef } from '../../core/example.js';
import type { Known } from '../../core/fact.js';
import type { StartupArea, StartupFile } from '../../facts/startup-files.js';
import { plural } from './plural.js';
import { attackInCommand, quoteCommand } from './start-command.js';

/** Judges files of some areas: attack commands fail; what else no package owns is one question where `asks` says so. */
export function judgeStartupFiles(
  fact: Known<readonly StartupFile[]>,
  how: {
    readonly areas: readonly StartupArea[];
    readonly danger: (file: StartupFile) => string | null;
    readonly asks: (file: StartupFile) => boolean;
    readonly settle: string;
  },
): Outcome | readonly Outcome[] {
  const own = fact.value.filter(({ area, packageOwned }) => how.areas.includes(area) && packageOwned !== true);
  const found = own.flatMap((file): Outcome[] => {
    const why = how.danger(file);
    return why === null
      ? []
      : [fail([file.ref], { severity: 'critical', what: `${file.path}: ${why}`, location: file.path })];
  });
  if (found.length > 0) return found;
  const open = own.filter(how.asks);
  if (open.length > 0) {
    const list = open.map(({ path, code }) => `${path} (${quoteCommand(code).slice(0, 60)})`).slice(0, 6);
    return cannotTell(
      'not-collected',
      `${plural(open.length, 'file')} that no package is known to own: ${list.join('; ')}`,
      {
        evidence: open.slice(0, 6).map(({ ref }) => ref),
        settle: how.settle,
      },
    );
  }
  return pass(fact.evidence, {
    what: `${plural(own.length, 'file')} beside those of packages, none with a foreign command`,
  });
}

/** The attack that stands in the code, line by line and as a whole. */
export function attackInCode(file: StartupFile): string | null {
  return attackInCommand(file.code, null);
}

/** A file at login, for the examples of checks. */
export function exampleStartupFile(change: Partial<StartupFile> = {}): StartupFile {
  return {
    area: 'login',
    path: '/root/.bashrc',
    code: 'alias ll="ls -l"',
    packageOwned: null,
    ref: exampleRef('host.profile-scripts'),
    ...change,
  };
}
