import type { BlockOptions } from '../block-options.js';
import { duration } from './check.js';
import type { AddCommand } from './command.js';

/** `candor block`: keeps an address, a network or a name out, and proves it. */
export const addBlock: AddCommand = (program, terminal, exit) => {
  program
    .command('block')
    .argument('[targets...]', 'addresses, CIDR ranges or names; [.] is understood')
    .description('keep an address out and let nothing reach it, containers included; shows the change and asks first')
    .option('--egress', 'only what this host and its containers reach')
    .option('--ingress', 'only who reaches this host and its containers')
    .option('--for <duration>', 'how long: 30m, 1h, 7d, at most 365d', duration, 3_600_000)
    .option('--container <name>', 'only what this container reaches')
    .option('--from <file>', 'more targets, one a line')
    .option('--reason <text>', 'why, for the record')
    .option('--keep', 'no ten minutes of trial: hold without candor blocks confirm')
    .option('--no-proof', 'do not try whether it holds')
    .option('--port <number>', 'the port that the proof tries', '443')
    .option('--yes', 'apply without asking')
    .option('--dry-run', 'show the change, apply nothing')
    .option('--author <name>', 'who decides')
    .option('--config <file>', 'policy file (default: candor.yaml in this folder or /etc/candor)')
    .option('--case <folder>', 'case folder whose ledger gets an entry (default: candor.d where it is)')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ sudo candor block 203.0.113.9 --for 1h\n  $ sudo candor block pool.example.org --egress --container site-app-1\n  $ candor block 198.51.100.0/24 --dry-run\n',
    )
    .action(async (targets: string[], options: BlockOptions) => {
      const { runBlock } = await import('../run-block.js');
      exit.code = await runBlock(targets, options, terminal);
    });
};
