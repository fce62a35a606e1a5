import type { RecordOptions } from '../run-records.js';
import type { AddCommand } from './command.js';

/** `candor ledger add | list`: what responders did, so that their own traces are not taken for an intruder's. */
export const addLedger: AddCommand = (program, terminal) => {
  const command = program
    .command('ledger')
    .description('record what you did to the host: switched a sensor off, recreated a container, added a rule')
    .addHelpText('after', '\nExample:\n  $ candor ledger add "container payload-1 recreated from the new image"\n');
  command
    .command('add')
    .argument('<what>', 'what was done, in a sentence')
    .option('--at <date>', 'when (default: now)')
    .option('--author <name>', 'who did it')
    .option('--case <folder>', 'case folder (default: candor.d)')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ candor ledger add "firewall rule added in DOCKER-USER" --at 2025-12-13T09:10:00Z\n',
    )
    .action(async (what: string, options: RecordOptions) => {
      const { addToLedger } = await import('../run-records.js');
      await addToLedger(what, options, terminal);
    });
  command
    .command('list')
    .option('--case <folder>', 'case folder (default: candor.d)')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ candor ledger list\n')
    .action(async (options: RecordOptions) => {
      const { listLedger } = await import('../run-records.js');
      listLedger(options, terminal);
    });
};
