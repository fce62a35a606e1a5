import type { RecordOptions } from '../run-records.js';
import type { AddCommand } from './command.js';

/** `candor indicators add | list | import`: what an attacker owns, looked for in every later check of the case. */
export const addIndicatorsCommand: AddCommand = (program, terminal) => {
  const command = program
    .command('indicators')
    .description('addresses, names, files and hashes of an attacker that every later check looks for')
    .addHelpText('after', '\nExample:\n  $ candor indicators import docs/examples/indicators-2025-12.txt\n');
  command
    .command('add')
    .argument('<indicators...>', 'addresses, names, URLs, paths, hashes; [.] and hxxp are understood')
    .option('--source <name>', 'where they come from')
    .option('--author <name>', 'who adds them')
    .option('--case <folder>', 'case folder (default: candor.d)')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ candor indicators add 203.0.113[.]9 --source "our provider"\n')
    .action(async (values: string[], options: RecordOptions) => {
      const { addIndicators } = await import('../run-records.js');
      await addIndicators(values, options, terminal);
    });
  command
    .command('list')
    .option('--case <folder>', 'case folder (default: candor.d)')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ candor indicators list\n')
    .action(async (options: RecordOptions) => {
      const { listIndicators } = await import('../run-records.js');
      listIndicators(options, terminal);
    });
  command
    .command('import')
    .argument('<file>', 'one a line, a STIX 2.1 bundle, a MISP event, or CSV with a header')
    .option('--source <name>', 'where they come from (default: the name of the file)')
    .option('--author <name>', 'who adds them')
    .option('--case <folder>', 'case folder (default: candor.d)')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ candor indicators import feed.json\n')
    .action(async (file: string, options: RecordOptions) => {
      const { importIndicators } = await import('../run-records.js');
      await importIndicators(file, options, terminal);
    });
};
