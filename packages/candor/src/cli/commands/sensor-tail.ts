import type { Command } from 'commander';
import { CandorError } from '../../core/errors.js';
import type { SensorLiveOptions } from '../run-sensor-live.js';
import type { Terminal } from '../terminal.js';

/** `candor sensor tail`: events of a file, or of this machine as they happen. */
export function addTail(sensor: Command, terminal: Terminal): void {
  sensor
    .command('tail')
    .argument('[file]', 'sensor NDJSON, a container log, an audit log, Falco or Tetragon JSON; - is standard input')
    .description('print events as one line each, in one form whatever they come from')
    .option('--live', 'what happens on this machine now, from the best source that works here')
    .option('--source <name>', 'with --live: this source and no other')
    .option('--sensor-socket <path>', 'with --live: listen here for sensors (their CANDOR_SENSOR_SOCKET)')
    .option('--sensor-file <path>', 'with --live: follow the file that a sensor writes (its CANDOR_SENSOR_FILE)')
    .option('--audit-log <path>', 'with --live: log of auditd, default /var/log/audit/audit.log')
    .option('--audit-socket <path>', "with --live: socket of auditd's af_unix plugin, default /var/run/audispd_events")
    .option('--falco <file>', 'with --live: file or pipe that Falco writes JSON into')
    .option('--tetragon <file>', 'with --live: file or pipe that Tetragon exports JSON into')
    .option('--docker-socket <path>', 'with --live: socket of the container engine')
    .option('--tracefs <path>', 'with --live: where tracefs is mounted, default /sys/kernel/tracing')
    .option('--node', 'with --live: only what runs below Node')
    .option('--for <seconds>', 'with --live: stop after so many seconds')
    .option('--json', 'as JSON lines')
    .addHelpText(
      'after',
      '\nExamples:\n  $ candor sensor tail /var/log/audit/audit.log\n  $ sudo candor sensor tail --live --node --for 60\n',
    )
    .action(async (file: string | undefined, options: SensorLiveOptions & { live?: boolean }) => {
      if (options.live !== true) {
        if (file === undefined)
          throw new CandorError('USAGE', 'name a file, or --live', { hint: 'candor sensor tail --live' });
        const { runSensorTail } = await import('../run-sensor.js');
        await runSensorTail(file, options, terminal);
        return;
      }
      if (file !== undefined)
        throw new CandorError('USAGE', '--live reads this machine, not a file', { hint: 'leave one of both out' });
      const { runSensorLive } = await import('../run-sensor-live.js');
      const stop = new AbortController();
      const end = () => stop.abort();
      process.once('SIGINT', end).once('SIGTERM', end);
      try {
        await runSensorLive(options, terminal, stop.signal);
      } finally {
        process.off('SIGINT', end).off('SIGTERM', end);
      }
    });
}
