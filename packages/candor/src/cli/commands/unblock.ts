import type { UnblockOptions } from '../run-unblock.js';
import type { AddCommand } from './command.js';

/** `candor unblock`: takes a block back. */
export const addUnblock: AddCommand = (program, terminal, exit) => {
  program
    .command('unblock')
    .argument('[targets...]', 'addresses, ranges, names, or ids of candor blocks')
    .description('take blocks back; shows the change and asks first')
    .option('--all', 'every block, and the table itself')
    .option('--yes', 'apply without asking')
    .option('--dry-run', 'show the change, apply nothing')
    .option('--author <name>', 'who decides')
    .option('--config <file>', 'policy file (default: candor.yaml in this folder or /etc/candor)')
    .option('--case <folder>', 'case folder whose ledger gets an entry (default: candor.d where it is)')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  $ sudo candor unblock 203.0.113.9\n  $ sudo candor unblock --all --yes\n')
    .action(async (targets: string[], options: UnblockOptions) => {
      const { runUnblock } = await import('../run-unblock.js');
      exit.code = await runUnblock(targets, options, terminal);
    });
};
