import { duration } from './check.js';
import type { AddCommand } from './command.js';
import { storeFolderOption } from './store.js';

/** `candor search`: looks through the lines that the watcher stored. */
export const addSearch: AddCommand = (program, terminal, exit) => {
  program
    .command('search')
    .argument('<text>', 'whole words, whatever their case; quote a phrase')
    .description('find lines that the watcher stored; exit code 1 when there are none')
    .option('--part', 'any part of a line, exactly as written')
    .option('--since <duration>', 'how far back: 90m, 24h, 30d', duration, 86_400_000)
    .option('--source <name>', 'a source or its beginning: docker:site-app-1, nginx, journal')
    .option('--limit <number>', 'most lines to print, the newest', '200')
    .option('--json', 'as JSON lines')
    .addOption(storeFolderOption())
    .addHelpText('after', '\nExample:\n  $ candor search 203.0.113.7 --since 7d --source nginx\n')
    .action(async (text: string, options) => {
      const { runSearch } = await import('../run-search.js');
      exit.code = runSearch(text, options, terminal);
    });
};
