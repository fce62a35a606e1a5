import { Option } from 'commander';
import { duration } from './check.js';
import type { AddCommand } from './command.js';

/** `--store DIR`, the same for every command that reads the watcher's store. */
export function storeFolderOption(): Option {
  return new Option('--store <folder>', "the watcher's store").default('/var/lib/candor');
}

/** `candor store`: what the watcher kept. */
export const addStore: AddCommand = (program, terminal, exit) => {
  const store = program
    .command('store')
    .description("examine, shrink or export the watcher's store")
    .addHelpText('after', '\nExample:\n  $ sudo candor store verify\n');
  store
    .command('verify')
    .description('read everything once: hashes, the audit chain, losses; exit code 65 when something was changed')
    .option('--json', 'as JSON')
    .addOption(storeFolderOption())
    .addHelpText('after', '\nExample:\n  $ sudo candor store verify\n')
    .action(async (options) => {
      const { runStoreVerify } = await import('../run-store.js');
      exit.code = runStoreVerify(options, terminal);
    });
  store
    .command('compact')
    .description('remove what is older or more than the limits, and give the space back')
    .option('--days <number>', 'keep so many days', '30')
    .option('--megabytes <number>', 'keep so much', '1500')
    .addOption(storeFolderOption())
    .addHelpText('after', '\nExample:\n  $ sudo candor store compact --days 7\n')
    .action(async (options) => {
      const { runStoreCompact } = await import('../run-store.js');
      runStoreCompact(options, terminal);
    });
  store
    .command('export')
    .description('print detections as OCSF or ECS JSON lines, or as CSV, or send them as OTLP logs')
    .option('--format <format>', 'ocsf, ecs, csv, otlp', 'ecs')
    .option('--since <duration>', 'how far back: 24h, 30d', duration, 2_592_000_000)
    .option('--to <url>', 'with otlp: the collector, such as http://127.0.0.1:4318/v1/logs')
    .addOption(storeFolderOption())
    .addHelpText('after', '\nExample:\n  $ candor store export --format ocsf --since 7d > detections.ndjson\n')
    .action(async (options) => {
      const { runStoreExport } = await import('../run-store.js');
      exit.code = await runStoreExport(options, terminal);
    });
};
