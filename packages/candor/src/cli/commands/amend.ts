import type { AmendOptions } from '../run-amend.js';
import type { AddCommand } from './command.js';

function append(value: string, list: readonly string[]): string[] {
  return [...list, value];
}

/** `candor amend`: what was learned after a report; it is judged by the same rules, and the report is never edited. */
export const addAmend: AddCommand = (program, terminal) => {
  program
    .command('amend')
    .argument('<report>', 'a report id, its beginning, or its record number')
    .description('add root cause, actions, outcome and lessons to a report; the report itself is never edited')
    .option('--case <folder>', 'case folder (default: candor.d)')
    .option('--claim <sentence>', 'what is now known')
    .option('--root-cause <sentence>', 'how they came in; the advisory or the path from request to sink')
    .option('--action <sentence>', 'what was done; repeatable', append, [])
    .option('--outcome <sentence>', 'how it stands now')
    .option('--retest <predicate>', 'what shows the outcome, e.g. check:NXT-01=not-fail or package:next>=15.3.6')
    .option(
      '--lesson <sentence>',
      'each points to a rule, a check, a line of candor.yaml or a test; repeatable',
      append,
      [],
    )
    .option('--author <name>', 'who signs')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ candor amend 000004 --claim "Next was upgraded" --root-cause "CVE-2025-55182" \\\n      --outcome "the hole is fixed" --retest "package:next>=15.3.6" --author ana\n',
    )
    .action(async (report: string, options: AmendOptions) => {
      const { runAmend } = await import('../run-amend.js');
      await runAmend(report, options, terminal);
    });
};
