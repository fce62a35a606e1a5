import { basename } from 'node:path';
import { packTar } from 'modern-tar';
import { CandorError } from '../core/errors.js';
import type { ContainerInspect } from '../formats/docker/container-inspect.js';
import { jsonRecord } from '../formats/exec-events/json-objects.js';
import { filledOrNull, objectOf, stringsOf } from '../formats/text/json-values.js';
import { type DockerCli, must } from './docker-cli.js';
import { quoteEnv } from './quote-env.js';
import { sensorPath } from './sensor-path.js';

/** What Node in the image says without the sensor. */
export interface ImageNode {
  readonly version: string;
  /** The sensor as a dependency of the application, when it is one. */
  readonly packagePath: string | null;
}

/** What the sensor said in a throw-away container of the image. */
export interface SensorTrial {
  readonly node: string;
  readonly mode: string;
  readonly hooks: number;
  readonly hooksMissing: readonly string[];
  readonly degraded: readonly string[];
}

const probeScript =
  "let p=null;try{p=require.resolve('@candor/sensor/sensor.cjs',{paths:[process.cwd()]})}catch{}console.log(JSON.stringify({v:process.version,p}))";
const stateScript = "console.log(JSON.stringify(globalThis[Symbol.for('candor.sensor')]?.getSensorState()??null))";

/** Asks Node in the image for its version and for a sensor among the application's dependencies. */
export async function probeImage(cli: DockerCli, container: ContainerInspect): Promise<ImageNode> {
  const said = jsonRecord(await runThrowAway(cli, container, [], probeScript));
  const version = filledOrNull(said?.v);
  if (version === null)
    throw new CandorError('INPUT_INVALID', `node in ${container.image} said nothing that is understood`);
  return { version, packagePath: filledOrNull(said?.p) };
}

/** Loads the sensor in a throw-away container of the image, without network, volumes or the application. */
export async function trySensor(
  cli: DockerCli,
  container: ContainerInspect,
  env: readonly string[],
  sensor: Buffer | null,
): Promise<SensorTrial> {
  const state = jsonRecord(await runThrowAway(cli, container, env, stateScript, sensor));
  if (state === null) throw new CandorError('INPUT_INVALID', 'the sensor did not load in a throw-away container');
  const hooks = Object.entries(objectOf(state.hooks));
  return {
    node: filledOrNull(state.node) ?? '',
    mode: filledOrNull(state.mode) ?? '',
    hooks: hooks.length,
    hooksMissing: hooks.filter(([, wasSeen]) => wasSeen !== true).map(([name]) => name),
    degraded: stringsOf(state.degraded),
  };
}

async function runThrowAway(
  cli: DockerCli,
  container: ContainerInspect,
  env: readonly string[],
  script: string,
  sensor: Buffer | null = null,
): Promise<string> {
  const create = ['create', '--network', 'none', '--entrypoint', nodeOf(container), '-e', 'NODE_OPTIONS='];
  for (const entry of env) create.push('-e', entry);
  if (container.user !== '') create.push('--user', container.user);
  if (container.workingDir) create.push('--workdir', container.workingDir);
  const id = await createContainer(cli, [...create, imageOf(container), '-e', script]);
  try {
    if (sensor !== null) await copySensor(cli, id, sensor);
    const said = await must(cli.docker(['start', '-a', id]), `node in ${container.image ?? 'the image'}`);
    return said.trim().split('\n').at(-1) ?? '';
  } finally {
    await cli.docker(['rm', '-f', id]);
  }
}

/** An image like the container's with the sensor and the option that loads it in it. Returns its id. */
export async function imageWithSensor(
  cli: DockerCli,
  container: ContainerInspect,
  env: readonly string[],
  sensor: Buffer,
): Promise<string> {
  const id = await createContainer(cli, ['create', imageOf(container)]);
  try {
    await copySensor(cli, id, sensor);
    const changes = env.flatMap((entry) => ['--change', `ENV ${quoteEnv(entry)}`]);
    return (await must(cli.docker(['commit', ...changes, id]), 'docker commit')).trim();
  } finally {
    await cli.docker(['rm', '-f', id]);
  }
}

async function createContainer(cli: DockerCli, args: readonly string[]): Promise<string> {
  const id = (await must(cli.docker(args), 'docker create')).trim().split('\n').at(-1) ?? '';
  if (!/^[0-9a-f]{12,64}$/.test(id)) throw new CandorError('INPUT_INVALID', 'docker create gave no id');
  return id;
}

async function copySensor(cli: DockerCli, id: string, sensor: Buffer): Promise<void> {
  const tar = await packTar([
    { header: { name: 'opt/candor/', type: 'directory', size: 0, mode: 0o755, mtime: new Date(0) } },
    { header: { name: sensorPath.slice(1), size: sensor.length, mode: 0o644, mtime: new Date(0) }, body: sensor },
  ]);
  await must(cli.docker(['cp', '-', `${id}:/`], Buffer.from(tar)), 'docker cp');
}

function imageOf(container: ContainerInspect): string {
  return container.imageId ?? container.image ?? '';
}

/** The program that runs the application, where it is Node by its path; else `node` of the image's PATH. */
function nodeOf({ entrypoint, cmd }: ContainerInspect): string {
  return [entrypoint[0], cmd[0]].find((word) => word?.startsWith('/') && basename(word) === 'node') ?? 'node';
}
