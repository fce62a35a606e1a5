import type { AddCommand } from './command.js';

/** `candor init`: looks at the host and proposes a commented `candor.yaml`. */
export const addInit: AddCommand = (program, terminal) => {
  program
    .command('init')
    .description('look at this host and write a commented candor.yaml: ports, public names, proxies, projects, keys')
    .option('-o, --output <file>', 'where to write', 'candor.yaml')
    .option('--print', 'print it and write nothing')
    .option('--yes', 'write without asking')
    .addHelpText('after', '\nExamples:\n  $ sudo npx candor init --print\n  $ sudo npx candor init --yes\n')
    .action(async (options: { output: string; print?: boolean; yes?: boolean }) => {
      const { runInit } = await import('../run-init.js');
      await runInit(options, terminal);
    });
};
