import type { Command } from 'commander';
import type { AddCommand } from './command.js';
import { storeFolderOption } from './store.js';

/** `candor baseline`: what files were, and what became of them. */
export const addBaseline: AddCommand = (program, terminal, exit) => {
  const baseline = program
    .command('baseline')
    .description('remember what files are like, and name what changed since')
    .addHelpText('after', '\nExample:\n  $ sudo candor baseline init && sudo candor baseline verify\n');
  common(baseline.command('init'))
    .description('remember mode, owner, inode, times and content of files and containers’ layers')
    .argument('[path...]', 'folders and files (default: /etc, programs, units, keys, cron, projects, containers)')
    .option('--exclude <path...>', 'leave these out')
    .option('--config <file>', 'policy file, for its project folders')
    .option('--yes', 'replace an older baseline without asking')
    .addHelpText(
      'after',
      '\nExamples:\n  $ sudo candor baseline init\n  $ sudo candor baseline init /etc /usr /srv/app\n',
    )
    .action(async (paths: string[], options) => {
      const { runBaselineInit } = await import('../run-baseline.js');
      exit.code = await runBaselineInit(paths, options, terminal);
    });
  common(baseline.command('verify'))
    .description('name what changed; exit code 1 when nothing explains a change')
    .option('--full', 'read every file again, not only those whose metadata moved')
    .addHelpText('after', '\nExample:\n  $ sudo candor baseline verify --full\n')
    .action(async (options) => {
      const { runBaselineVerify } = await import('../run-baseline.js');
      exit.code = await runBaselineVerify(options, terminal);
    });
  common(baseline.command('update'))
    .description('show what changed, and take it into the baseline after a yes')
    .option('--full', 'read every file again, not only those whose metadata moved')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  $ sudo candor baseline update\n')
    .action(async (options) => {
      const { runBaselineUpdate } = await import('../run-baseline.js');
      exit.code = await runBaselineUpdate(options, terminal);
    });
};

function common(command: Command): Command {
  return command.option('--json', 'as JSON').option('--quiet', 'no progress').addOption(storeFolderOption());
}
