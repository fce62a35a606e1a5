import type { AddCommand } from './command.js';

/** `candor contain`: stop what a container does. */
export const addContain: AddCommand = (program, terminal, exit) => {
  program
    .command('contain')
    .argument('<container>', 'name or id')
    .description('stop what a container does, after its evidence was kept; shows the steps and asks')
    .option('--pause', 'its processes stand still, memory stays')
    .option('--disconnect', 'it goes on without network')
    .option('--stop', 'its processes end')
    .option('--undo', 'take it back')
    .option('--yes', 'do not ask')
    .option('--case <folder>', 'case folder for evidence and ledger (default: candor.d)')
    .addHelpText('after', '\nExample:\n  $ sudo candor contain site-app-1 --pause\n')
    .action(async (container: string, options) => {
      const { runContain } = await import('../run-contain.js');
      exit.code = await runContain(container, options, terminal);
    });
};
