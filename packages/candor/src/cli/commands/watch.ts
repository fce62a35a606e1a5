import type { AddCommand } from './command.js';

/** `candor watch`: sees it happen. */
export const addWatch: AddCommand = (program, terminal, exit) => {
  const watch = program
    .command('watch')
    .enablePositionalOptions()
    .description('follow logs and program starts, join what belongs together, tell it once; in the foreground')
    .option('--config <file>', 'policy file with a watch: part (default: candor.yaml in this folder or /etc/candor)')
    .option('--store <folder>', 'where lines and findings are kept (default: /var/lib/candor)')
    .option('--case <folder>', 'case folder for the scheduled checks')
    .option('--from-start', 'read logs from their beginning when they were never followed')
    .option('--no-checks', 'no scheduled checks')
    .option('--json', 'print detections as JSON lines')
    .addHelpText('after', '\nExample:\n  $ sudo candor watch --store /var/lib/candor\n')
    .action(async (options) => {
      const { runWatch } = await import('../run-watch.js');
      exit.code = await runWatch(options, terminal);
    });
  watch
    .command('install')
    .description('show a systemd unit for the watcher; write and start it on a yes')
    .option('--yes', 'do not ask')
    .option('--print', 'only print the unit')
    .addHelpText('after', '\nExample:\n  $ sudo candor watch install\n')
    .action(async (options) => {
      const { runWatchInstall } = await import('../run-watch-install.js');
      exit.code = await runWatchInstall(options, terminal);
    });
  watch
    .command('uninstall')
    .description('stop the watcher and remove its unit; the store stays')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  $ sudo candor watch uninstall\n')
    .action(async (options) => {
      const { runWatchUninstall } = await import('../run-watch-install.js');
      exit.code = await runWatchUninstall(options, terminal);
    });
  watch
    .command('status')
    .description('say whether the watcher runs, what it follows, what it lost; exit code 1 when it does not run')
    .option('--store <folder>', 'its store', '/var/lib/candor')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ candor watch status\n')
    .action(async (options) => {
      const { runWatchStatus } = await import('../run-watch-status.js');
      exit.code = runWatchStatus(options, terminal);
    });
};
