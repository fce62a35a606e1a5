import type { AddCommand } from './command.js';
import { storeFolderOption } from './store.js';

/** `candor tail`: the stream as the rules see it. */
export const addTail: AddCommand = (program, terminal) => {
  program
    .command('tail')
    .description('print events as the running watcher stores them, in one form whatever they come from')
    .option('--source <name>', 'a source or its beginning: docker:site-app-1, nginx, programs')
    .option('--lines <number>', 'begin with so many that are stored already', '10')
    .option('--once', 'end after those')
    .option('--json', 'as JSON lines')
    .addOption(storeFolderOption())
    .addHelpText('after', '\nExample:\n  $ candor tail --source nginx\n')
    .action(async (options) => {
      const { runTail } = await import('../run-tail.js');
      await runTail(options, terminal);
    });
};
