import type { AddCommand } from './command.js';

/** `candor doctor`: what can be seen here, what each missing piece costs, and how to get it. */
export const addDoctor: AddCommand = (program, terminal) => {
  program
    .command('doctor')
    .description('say which collectors and sensors work here, what each missing one costs and how to get it')
    .option('--config <file>', 'policy file')
    .option('--case <folder>', 'case folder (default: candor.d)')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ sudo npx candor doctor\n')
    .action(async (options: { config?: string; case?: string; json?: boolean }) => {
      const { runDoctor } = await import('../run-doctor.js');
      await runDoctor(options, terminal);
    });
};
