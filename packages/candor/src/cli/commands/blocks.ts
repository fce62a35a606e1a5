import type { BlocksOptions } from '../run-blocks.js';
import type { AddCommand } from './command.js';

/** `candor blocks`: what is blocked, by whom, with what effect; confirm, refresh, restore. */
export const addBlocks: AddCommand = (program, terminal, exit) => {
  const command = program
    .command('blocks')
    .description('list what is blocked, its counters and proofs, and rules of other tools that hold nothing back')
    .addHelpText('after', '\nExamples:\n  $ sudo candor blocks\n  $ sudo candor blocks confirm\n');
  const act = (action: 'list' | 'confirm' | 'refresh' | 'restore') => async (ids: string[], options: BlocksOptions) => {
    const { runBlocks } = await import('../run-blocks.js');
    exit.code = await runBlocks(action, ids, options, terminal);
  };
  const list = act('list');
  command
    .command('list', { isDefault: true })
    .description('every block with its counter, its proof and its end')
    .option('--config <file>', 'policy file')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ sudo candor blocks list --json\n')
    .action((options: BlocksOptions) => list([], options));
  command
    .command('confirm')
    .argument('[ids...]', 'ids or targets (default: all that are on trial)')
    .description('you still reach this host: let new blocks hold as long as they were meant to')
    .option('--config <file>', 'policy file')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ sudo candor blocks confirm\n')
    .action(act('confirm'));
  command
    .command('refresh')
    .description('look names up again, and addresses of containers; block what is new (for a timer)')
    .option('--config <file>', 'policy file')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ sudo candor blocks refresh\n')
    .action((options: BlocksOptions) => act('refresh')([], options));
  command
    .command('restore')
    .description('put back what stands by the journal: after a reboot, or when somebody flushed the rules')
    .option('--config <file>', 'policy file')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ sudo candor blocks restore\n')
    .action((options: BlocksOptions) => act('restore')([], options));
};
