import type { AddCommand } from './command.js';

/** `candor alert`: whom the watcher tells. */
export const addAlert: AddCommand = (program, terminal, exit) => {
  const alert = program
    .command('alert')
    .description('the channels that the watcher tells')
    .addHelpText('after', '\nExample:\n  $ candor alert test\n');
  alert
    .command('test')
    .description('send a test message to every declared channel; exit code 1 when one does not take it')
    .option('--config <file>', 'policy file with a watch: part')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ candor alert test --config /etc/candor/candor.yaml\n')
    .action(async (options) => {
      const { runAlertTest } = await import('../run-alert-test.js');
      exit.code = await runAlertTest(options, terminal);
    });
};
