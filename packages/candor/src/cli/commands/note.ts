import type { RecordOptions } from '../run-records.js';
import type { AddCommand } from './command.js';

/** `candor note watch`: "monitor this" as an open question that the next hit turns into a finding. */
export const addNote: AddCommand = (program, terminal) => {
  program
    .command('note')
    .description('keep "monitor this" as an open question until a day')
    .addHelpText('after', '\nExample:\n  $ candor note watch 203.0.113.9 --until 2026-01-31\n')
    .command('watch')
    .argument('<indicator>', 'an address, a name, a URL, a path or a hash')
    .requiredOption('--until <date>', 'the last day of the watch')
    .option('--author <name>', 'who asks')
    .option('--case <folder>', 'case folder (default: candor.d)')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ candor note watch 203.0.113.9 --until 2026-01-31\n')
    .action(async (indicator: string, options: RecordOptions) => {
      const { watchIndicator } = await import('../run-records.js');
      await watchIndicator(indicator, options, terminal);
    });
};
