import type { AddCommand } from './command.js';

/** `candor update`: fresh advisory data when the network allows; a clear word and the age of the shipped data when not. */
export const addUpdate: AddCommand = (program, terminal, exit) => {
  program
    .command('update')
    .description('refresh the advisory data with one GET that carries nothing about this host')
    .option('--url <url>', 'where the table lies (default: CANDOR_ADVISORIES_URL)')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ candor update --url https://example.org/advisories/v1.json\n')
    .action(async (options: { url?: string; json?: boolean }) => {
      const { runUpdate } = await import('../run-update.js');
      exit.code = await runUpdate(options, terminal);
    });
};
