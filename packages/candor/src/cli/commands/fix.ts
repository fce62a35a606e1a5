import type { FixOptions } from '../fix/fix-options.js';
import { duration } from './check.js';
import type { AddCommand } from './command.js';

/** `candor fix`: diffs for failed checks, applied on a yes, taken back byte for byte. */
export const addFix: AddCommand = (program, terminal, exit) => {
  program
    .command('fix')
    .description('show the diffs that fix failed checks; apply them, prove them and take them back')
    .argument('[finding]', 'a check (CTR-03), one finding (CTR-03@container:web-1), or all', 'all')
    .option('--apply', 'write the files: asks once, keeps the old ones, proves the new ones')
    .option('--yes', 'with --apply: yes without a terminal')
    .option('--reload', 'with --apply: also put it into effect (docker compose up, nginx reload)')
    .option('--undo [id]', 'put the files of a fix back as they were (default: the last one)')
    .option('--list', 'applied fixes, and how their files stand')
    .option('--from <bundle>', "diffs against a bundle's files; nothing can be applied")
    .option('--since <duration>', 'how far back to look: 90m, 24h, 7d', duration, 86_400_000)
    .option('--offline', 'do not refresh the advisory data')
    .option('--config <file>', 'policy file (default: candor.yaml in this folder or /etc/candor)')
    .option('--case <folder>', 'case folder whose ledger names the fix (default: candor.d)')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ sudo candor fix                      # every diff; nothing is changed\n  $ sudo candor fix EXP-04 --apply\n  $ sudo candor fix all --apply --yes --reload\n  $ sudo candor fix --undo\n',
    )
    .action(async (finding: string, options: FixOptions) => {
      const { runFix } = await import('../fix/run-fix.js');
      exit.code = await runFix(finding, options, terminal);
    });
};
