import type { AddCommand } from './command.js';

/** `candor replay`: recorded logs through the watcher's rules. */
export const addReplay: AddCommand = (program, terminal, exit) => {
  program
    .command('replay')
    .argument('<files...>', 'logs; what they are is told from their names, or with --as')
    .description('judge recorded logs as the watcher would have; exit code 1 when there are incidents')
    .option('--as <kind>', 'nginx-access, nginx-error, container, auth, audit, text')
    .option('--config <file>', 'policy file with a watch: part')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ candor replay /var/log/nginx/access.log.1 /var/log/nginx/access.log\n')
    .action(async (files: string[], options) => {
      const { runReplay } = await import('../run-replay.js');
      exit.code = await runReplay(files, options, terminal);
    });
};
