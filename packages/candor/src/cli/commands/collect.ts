import { duration } from './check.js';
import type { AddCommand } from './command.js';

/** `candor collect`: evidence of this host as a bundle, or the script that makes one elsewhere. */
export const addCollect: AddCommand = (program, terminal) => {
  program
    .command('collect')
    .description('collect evidence of this host into a bundle, without judging it')
    .option('-o, --output <file>', 'a .tar.gz, or a folder that does not exist yet')
    .option('--since <duration>', 'how far back to keep logs: 90m, 24h, 7d', duration, 86_400_000)
    .option('--config <file>', 'policy file that names projects and ports')
    .option('--print-script', 'print the POSIX sh script that makes a bundle on a host without Node')
    .addHelpText(
      'after',
      '\nExamples:\n  $ sudo npx candor collect -o bundle.tar.gz\n  $ candor collect --print-script > collect.sh\n',
    )
    .action(async (options: { output?: string; since: number; config?: string; printScript?: boolean }) => {
      const { runCollectCommand } = await import('../run-collect-command.js');
      await runCollectCommand(options, terminal);
    });
};
