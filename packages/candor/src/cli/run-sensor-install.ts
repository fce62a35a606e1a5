import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDockerCli, type DockerCli } from '../sensor-install/docker-cli.js';
import { recordPath } from '../sensor-install/install-record.js';
import { applyInstall, type PreparedInstall, prepareInstall } from '../sensor-install/install-sensor.js';
import { showDiff } from '../sensor-install/show-diff.js';
import { applyUndo, prepareUndo } from '../sensor-install/undo-install.js';
import type { WatchClock } from '../sensor-install/watch-health.js';
import { confirm } from './confirm.js';
import { plainLine, plainText } from './plain-text.js';
import { sensorFile } from './sensor-file.js';
import type { Terminal } from './terminal.js';

/** Options of `candor sensor install`. */
export interface SensorInstallOptions {
  readonly compose: string;
  readonly service: string;
  readonly mode: 'observe' | 'block';
  readonly mount?: boolean;
  readonly undo?: boolean;
  readonly print?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

type Outcome = 'printed' | 'declined' | 'applied' | 'reverted' | 'undone' | 'not-well';

/** Shows the change, tries it, asks, applies it and watches the service; exit code 1 when it had to be taken back. */
export async function runSensorInstall(options: SensorInstallOptions, terminal: Terminal): Promise<number> {
  const cli = createDockerCli(terminal.env);
  const clock = { now: terminal.now, sleep: (ms: number) => sleep(ms) };
  return options.undo ? undo(options, cli, clock, terminal) : install(options, cli, clock, terminal);
}

async function install(
  options: SensorInstallOptions,
  cli: DockerCli,
  clock: WatchClock,
  terminal: Terminal,
): Promise<number> {
  const { service, mode } = options;
  const composeFile = resolve(options.compose);
  const prepared = await prepareInstall(cli, {
    composeFile,
    service,
    mode,
    mount: options.mount === true,
    sensor: sensorFile(),
  });
  const say = sayer(options, terminal, {
    service,
    method: prepared.plan.method,
    files: prepared.plan.changes.map(({ path }) => path),
    diff: showDiff(prepared.plan.changes),
    trial: prepared.trial,
  });
  if (!options.json) terminal.stdout(plainText(`${showDiff(prepared.plan.changes)}\n${trialLine(prepared)}\n`));
  if (options.print) return say('printed', 'nothing was changed', 0);
  if (!(await confirm(`apply this and restart ${service}?`, options.yes === true, terminal)))
    return say('declined', 'nothing was changed', 0);
  if (!options.json) terminal.stderr(`restarting ${plainLine(service)} and watching its health for up to 60 s\n`);
  const outcome = await applyInstall(cli, prepared, clock);
  if (outcome.applied) {
    const kept = recordPath(prepared.running.folder, service);
    const look = `see it live: candor sensor status ${prepared.container.name}; ${kept} is for --undo, keep it out of git`;
    return say('applied', `${service} carries the sensor, and ${outcome.because}; ${look}`, 0);
  }
  const after = outcome.reverted?.healthy
    ? `well again: ${outcome.reverted.because}`
    : `STILL NOT WELL: ${outcome.reverted?.because}`;
  return say('reverted', `${outcome.because}; everything was put back, the service is ${after}`, 1);
}

async function undo(
  options: SensorInstallOptions,
  cli: DockerCli,
  clock: WatchClock,
  terminal: Terminal,
): Promise<number> {
  const { service } = options;
  const prepared = await prepareUndo(cli, resolve(options.compose), service);
  const diff = showDiff(prepared.changes);
  const say = sayer(options, terminal, { service, files: prepared.changes.map(({ path }) => path), diff });
  if (!options.json) terminal.stdout(plainText(`${diff}\n`));
  if (options.print) return say('printed', 'nothing was changed', 0);
  if (!(await confirm(`put this back and restart ${service}?`, options.yes === true, terminal)))
    return say('declined', 'nothing was changed', 0);
  const outcome = await applyUndo(cli, prepared, clock);
  const note = prepared.rebuilt ? '; its image was built since and carries the sensor until the next build' : '';
  if (outcome.healthy) return say('undone', `as before, byte for byte${note}: ${outcome.because}`, 0);
  return say('not-well', `the files are as before${note}, but ${outcome.because}`, 1);
}

function trialLine({ trial, plan }: PreparedInstall): string {
  const missing = trial.hooksMissing.length > 0 ? `, without ${trial.hooksMissing.join(', ')}` : '';
  const degraded = trial.degraded.length > 0 ? `; degraded: ${trial.degraded.join(', ')}` : '';
  return `tried in a throw-away container (${plan.method}): Node ${trial.node}, mode ${trial.mode}, ${trial.hooks} hooks${missing}${degraded}`;
}

function sayer(options: SensorInstallOptions, terminal: Terminal, facts: object) {
  return (outcome: Outcome, because: string, code: number): number => {
    if (options.json) terminal.stdout(`${JSON.stringify({ outcome, because, ...facts }, null, 2)}\n`);
    else terminal.stdout(`${outcome}: ${plainLine(because)}\n`);
    return code;
  };
}
