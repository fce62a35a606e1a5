import type { AddCommand } from './command.js';

/** `candor rotate-list`: which secrets were in reach, and whether the running processes have new ones. */
export const addRotateList: AddCommand = (program, terminal, exit) => {
  program
    .command('rotate-list')
    .argument('[container]', 'one container; all running ones when absent')
    .description('name the secrets that running containers have in reach; never prints one')
    .option('-o, --output <file>', 'keep the list with fingerprints, to verify later')
    .option(
      '--verify <file>',
      'say of each secret of a list whether a running process still has it; exit code 1 when one does',
    )
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ sudo candor rotate-list site-app-1 -o before.json\n  $ sudo candor rotate-list --verify before.json\n',
    )
    .action(async (container: string | undefined, options) => {
      const { runRotateList } = await import('../run-rotate-list.js');
      exit.code = await runRotateList(container, options, terminal);
    });
};
