import { readFileSync } from 'node:fs';
import { CandorError } from '../core/errors.js';
import type { ContainerInspect } from '../formats/docker/container-inspect.js';
import { jsonRecord } from '../formats/exec-events/json-objects.js';
import { listOf, objectOf, stringsOf } from '../formats/text/json-values.js';
import { applyChanges, readIfThere, recordChanges, restoreChanges } from './change-files.js';
import { type DockerCli, must } from './docker-cli.js';
import { findService, inspectContainers, type RunningService } from './find-service.js';
import { type InstallRecord, readRecord, recordPath, removeRecord, writeRecord } from './install-record.js';
import { type InstallPlan, planInstall } from './plan-install.js';
import { imageWithSensor, probeImage, type SensorTrial, trySensor } from './try-sensor.js';
import { type HealthOutcome, type WatchClock, watchHealth } from './watch-health.js';

/** What is asked for. `sensor` is the shipped file. */
export interface InstallRequest {
  readonly composeFile: string;
  readonly service: string;
  readonly mode: 'observe' | 'block';
  readonly mount: boolean;
  readonly sensor: string;
}

/** A plan that was tried in a throw-away container and can be applied. */
export interface PreparedInstall {
  readonly running: RunningService;
  readonly container: ContainerInspect;
  readonly plan: InstallPlan;
  readonly trial: SensorTrial;
  readonly sensor: Buffer;
}

/** How an installation ended. `reverted` says how the service fares with everything put back. */
export interface InstallOutcome {
  readonly applied: boolean;
  readonly because: string;
  readonly reverted: HealthOutcome | null;
}

/** Reads the service, plans the change, and tries the sensor in a throw-away container of its image. Changes nothing. */
export async function prepareInstall(cli: DockerCli, request: InstallRequest): Promise<PreparedInstall> {
  const running = await findService(cli, request.composeFile, request.service);
  const container = wellContainer(running);
  if (readRecord(recordPath(running.folder, request.service)))
    throw new CandorError('USAGE', `the sensor is installed in ${request.service} already`, { hint: 'add --undo' });
  await must(cli.compose(['version']), 'compose version');
  const probed = await probeImage(cli, container);
  const sensor = readFileSync(request.sensor);
  const plan = planInstall({
    ...request,
    folder: running.folder,
    project: running.project,
    image: container.image ?? '',
    nodeOptions: {
      container: container.env.find(({ name }) => name === 'NODE_OPTIONS')?.value ?? '',
      image: await imageVariable(cli, container.imageId ?? '', 'NODE_OPTIONS'),
    },
    packagePath: probed.packagePath,
    sensor,
    read: readIfThere,
  });
  if (plan.method === 'dockerfile') await refuseNewerImage(cli, plan.image?.tag ?? '', container);
  const copied = plan.method === 'dependency' ? null : sensor;
  return { running, container, plan, sensor, trial: await trySensor(cli, container, plan.env, copied) };
}

/** A build that does not run yet would lose its name to the image that runs, with the sensor in it. */
async function refuseNewerImage(cli: DockerCli, tag: string, container: ContainerInspect): Promise<void> {
  const named = await imageId(cli, tag);
  if (named === container.imageId) return;
  throw new CandorError('USAGE', `${tag} is not the image that ${container.name} runs: it was built or pulled since`, {
    hint: 'bring the service up with it first, then install',
  });
}

/** The change is judged by the service's health, so that has to be good before. */
function wellContainer({ containers, service }: RunningService): ContainerInspect {
  const sick = containers.find(({ state }) => !state.running || state.health === 'unhealthy');
  const [first] = containers;
  if (sick || !first)
    throw new CandorError(
      'USAGE',
      `${sick?.name ?? service} is ${sick?.state.health ?? sick?.state.status ?? 'not there'} before anything was changed`,
      {
        hint: 'bring the service up first: its health tells whether the change is good',
      },
    );
  return first;
}

async function imageVariable(cli: DockerCli, image: string, name: string): Promise<string> {
  const text = await must(cli.docker(['image', 'inspect', image]), 'docker image inspect');
  // `docker image inspect` answers with an array; jsonRecord takes the object that wraps it.
  const config = objectOf(objectOf(listOf(jsonRecord(`{"images":${text}}`)?.images)[0]).Config);
  return (
    stringsOf(config.Env)
      .find((entry) => entry.startsWith(`${name}=`))
      ?.slice(name.length + 1) ?? ''
  );
}

/** Applies a prepared installation; when the service is not healthy in time, everything is put back. */
export async function applyInstall(
  cli: DockerCli,
  prepared: PreparedInstall,
  clock: WatchClock,
): Promise<InstallOutcome> {
  const { running, container, plan, sensor } = prepared;
  const image = plan.image && {
    tag: plan.image.tag,
    before: await imageId(cli, plan.image.tag),
    after: await imageWithSensor(cli, container, plan.image.env, sensor),
  };
  const path = recordPath(running.folder, running.service);
  const record: InstallRecord = {
    version: 1,
    at: clock.now().toISOString(),
    service: running.service,
    changes: recordChanges(plan.changes),
    image,
  };
  writeRecord(path, record);
  const health = await tryUp(cli, running, clock, async () => {
    applyChanges(plan.changes);
    if (image) await must(cli.docker(['tag', image.after, image.tag]), 'docker tag');
  });
  if (health.healthy) return { applied: true, because: health.because, reverted: null };
  const reverted = await revert(cli, running, record, clock);
  removeRecord(path);
  return { applied: false, because: health.because, reverted };
}

/** Puts files and image back and starts the service as it was. */
export async function revert(
  cli: DockerCli,
  running: RunningService,
  { changes, image }: Pick<InstallRecord, 'changes' | 'image'>,
  clock: WatchClock,
): Promise<HealthOutcome> {
  const outcome = await tryUp(cli, running, clock, async () => {
    restoreChanges(changes);
    if (image?.before) await must(cli.docker(['tag', image.before, image.tag]), 'docker tag');
  });
  // In use where the service could not be started as it was: then it stays, and nothing is lost.
  if (image) await cli.docker(['rmi', image.after]);
  return outcome;
}

async function imageId(cli: DockerCli, tag: string): Promise<string | null> {
  const { code, stdout } = await cli.docker(['image', 'inspect', '--format', '{{.Id}}', tag]);
  return code === 0 ? stdout.trim() : null;
}

async function tryUp(
  cli: DockerCli,
  running: RunningService,
  clock: WatchClock,
  change: () => Promise<void>,
): Promise<HealthOutcome> {
  try {
    await change();
    const up = ['up', '-d', '--no-deps', '--no-build', '--force-recreate', running.service];
    await must(cli.compose([...running.projectArgs, ...up]), 'compose up');
    return await watchHealth(() => look(cli, running), clock);
  } catch (error) {
    return { healthy: false, because: error instanceof Error ? error.message : String(error) };
  }
}

async function look(cli: DockerCli, { project, service }: RunningService): Promise<readonly ContainerInspect[]> {
  const filters = [`project=${project}`, `service=${service}`].flatMap((one) => [
    '--filter',
    `label=com.docker.compose.${one}`,
  ]);
  const listed = await must(cli.docker(['ps', '-aq', '--no-trunc', ...filters]), 'docker ps');
  const ids = listed.split('\n').filter((id) => id !== '');
  return ids.length === 0 ? [] : inspectContainers(cli, ids);
}
