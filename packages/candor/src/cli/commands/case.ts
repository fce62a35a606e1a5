import type { AddCommand } from './command.js';

/** `candor case list | verify`: the records of a case, and whether anybody edited them. */
export const addCase: AddCommand = (program, terminal, exit) => {
  const command = program
    .command('case')
    .description('list the records of a case folder, or verify that nobody edited them')
    .addHelpText('after', '\nExamples:\n  $ candor case list\n  $ candor case verify --case candor.d\n');
  command
    .command('list')
    .description('every record, one a line, oldest first')
    .option('--case <folder>', 'case folder (default: candor.d)')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ candor case list --json\n')
    .action(async (options: { case?: string; json?: boolean }) => {
      const { listCase } = await import('../run-case.js');
      listCase(options, terminal);
    });
  command
    .command('verify')
    .description('read every byte; exit 65 and name what was edited, deleted or moved')
    .option('--case <folder>', 'case folder (default: candor.d)')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ candor case verify\n')
    .action(async (options: { case?: string; json?: boolean }) => {
      const { verifyCase } = await import('../run-case.js');
      exit.code = verifyCase(options, terminal);
    });
};
