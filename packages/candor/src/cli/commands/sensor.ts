import { Option } from 'commander';
import type { SensorInstallOptions } from '../run-sensor-install.js';
import type { AddCommand } from './command.js';
import { addTail } from './sensor-tail.js';

/** `candor sensor`: reads the sensor's own lines and the kernel's events, live or from a file. */
export const addSensor: AddCommand = (program, terminal, exit) => {
  const sensor = program
    .command('sensor')
    .description('read what the sensor and the kernel saw')
    .addHelpText(
      'after',
      '\nExamples:\n  $ docker logs -f site-app-1 2>&1 | candor sensor tail -\n  $ candor sensor status --from /var/log/candor/sensor.ndjson\n',
    );
  addTail(sensor, terminal);
  sensor
    .command('status')
    .argument('[target]', 'a pid, or a container by name, id or Compose service')
    .option('--from <file>', 'sensor NDJSON or a container log instead; - is standard input')
    .description('say whether a sensor lives, in which mode, and what it lost; exit code 1 when something is wrong')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ sudo candor sensor status site-payload-1\n  $ sudo candor sensor status 4711\n  $ candor sensor status --from sensor.ndjson\n',
    )
    .action(async (target: string | undefined, options: { from?: string; json?: boolean }) => {
      const { runSensorStatus } = await import('../run-sensor-status.js');
      exit.code = await runSensorStatus(target, options, terminal);
    });
  sensor
    .command('learn')
    .argument('<events...>', 'sensor NDJSON or container logs of a build, a start and a smoke test')
    .description('make a baseline of what the application asks for: a file for a person to review and commit')
    .option('-o, --output <file>', 'add to this file instead of printing')
    .option('--yes', 'write without asking')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ candor run --events events.ndjson -- npm test\n  $ candor sensor learn events.ndjson -o candor-baseline.json\n',
    )
    .action(async (events: string[], options: { output?: string; yes?: boolean; json?: boolean }) => {
      const { runSensorLearn } = await import('../run-sensor-baseline.js');
      exit.code = await runSensorLearn(events, options, terminal);
    });
  const baseline = sensor.command('baseline').description('read a baseline, or compare it with what was seen');
  baseline
    .command('show')
    .argument('<file>', 'the baseline')
    .description('list its keys, and what the sensor would leave out; exit code 1 when there is such a thing')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ candor sensor baseline show candor-baseline.json\n')
    .action(async (file: string, options: { json?: boolean }) => {
      const { runBaselineShow } = await import('../run-sensor-baseline.js');
      exit.code = await runBaselineShow(file, options, terminal);
    });
  baseline
    .command('diff')
    .argument('<file>', 'the baseline')
    .argument('<events...>', 'sensor NDJSON or container logs')
    .description('keys that were seen and are not in it, and keys that were not seen; exit code 1 when one is new')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ candor sensor baseline diff candor-baseline.json events.ndjson\n')
    .action(async (file: string, events: string[], options: { json?: boolean }) => {
      const { runBaselineDiff } = await import('../run-sensor-baseline.js');
      exit.code = await runBaselineDiff(file, events, options, terminal);
    });
  sensor
    .command('explain')
    .argument('<event>', 'a JSON line of the sensor, - for standard input, or with --from its seq or pid/seq')
    .description('say what a baseline makes of one event, and why')
    .option('--from <file>', 'sensor NDJSON or a container log')
    .option('--baseline <file>', 'the baseline')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ candor sensor explain 12 --from events.ndjson --baseline candor-baseline.json\n',
    )
    .action(async (event: string, options: { from?: string; baseline?: string; json?: boolean }) => {
      const { runSensorExplain } = await import('../run-sensor-baseline.js');
      exit.code = await runSensorExplain(event, options, terminal);
    });
  sensor
    .command('install')
    .requiredOption('--compose <file>', 'the compose file that the service was started with')
    .option('--service <name>', 'the service of the Node application', 'payload')
    .addOption(new Option('--mode <mode>', 'what the sensor does').choices(['observe', 'block']).default('observe'))
    .option('--mount', 'mount the sensor file instead of putting it into the image')
    .option('--undo', 'put everything back byte for byte')
    .option('--print', 'show the diff and the trial, and change nothing')
    .option('--yes', 'apply without asking')
    .option('--json', 'as JSON')
    .description(
      'put the sensor into a service: shows the diff, tries it in a throw-away container, applies it on yes, and puts everything back when the service is not healthy after 60 s',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ candor sensor install --compose docker-compose.yml --service payload\n  $ candor sensor install --compose docker-compose.yml --undo --yes\n',
    )
    .action(async (options: SensorInstallOptions) => {
      const { runSensorInstall } = await import('../run-sensor-install.js');
      exit.code = await runSensorInstall(options, terminal);
    });
};
