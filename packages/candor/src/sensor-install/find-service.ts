import { resolve } from 'node:path';
import { CandorError } from '../core/errors.js';
import type { ContainerInspect } from '../formats/docker/container-inspect.js';
import { readContainerInspect } from '../formats/docker/read-container-inspect.js';
import { type DockerCli, must } from './docker-cli.js';

/** A service of a Compose project as it runs now, and the arguments that name the project as it was started. */
export interface RunningService {
  readonly service: string;
  readonly project: string;
  /** Folder that relative paths of the project are read from. */
  readonly folder: string;
  /** `-p … --project-directory … -f …`: all files, so that an override file keeps its say. */
  readonly projectArgs: readonly string[];
  readonly containers: readonly ContainerInspect[];
}

/** Finds the containers that Compose made from this file for the service (labels of the Compose specification). */
export async function findService(cli: DockerCli, composeFile: string, service: string): Promise<RunningService> {
  const listed = await must(
    cli.docker(['ps', '-aq', '--no-trunc', '--filter', `label=com.docker.compose.service=${service}`]),
    'docker ps',
  );
  const ids = listed.split('\n').filter((id) => /^[0-9a-f]{64}$/.test(id));
  const all = ids.length === 0 ? [] : await inspectContainers(cli, ids);
  const containers = all.filter((one) => filesOf(one).includes(composeFile) && !isOneOff(one));
  const [first] = containers;
  if (!first) {
    throw new CandorError('USAGE', `no container of service ${service} was made from ${composeFile}`, {
      hint: 'start it first (docker compose up -d), and name the file that it was started with',
    });
  }
  return { service, containers, ...projectOf(first) };
}

/** Containers by id, as `docker inspect` tells them. */
export async function inspectContainers(cli: DockerCli, ids: readonly string[]): Promise<readonly ContainerInspect[]> {
  const reading = readContainerInspect(
    await must(cli.docker(['inspect', '--type', 'container', ...ids]), 'docker inspect'),
  );
  return reading.ok ? reading.value : [];
}

function label(container: ContainerInspect, name: string): string {
  return container.labels.get(`com.docker.compose.${name}`) ?? '';
}

const isOneOff = (container: ContainerInspect): boolean => label(container, 'oneoff').toLowerCase() === 'true';

function filesOf(container: ContainerInspect): string[] {
  const folder = label(container, 'project.working_dir');
  return label(container, 'project.config_files')
    .split(',')
    .filter((file) => file !== '')
    .map((file) => resolve(folder, file));
}

function projectOf(container: ContainerInspect): Pick<RunningService, 'project' | 'folder' | 'projectArgs'> {
  const folder = label(container, 'project.working_dir');
  const project = label(container, 'project');
  const envFiles = label(container, 'project.environment_file').split(',').filter(Boolean);
  return {
    project,
    folder,
    projectArgs: [
      ...['-p', project, '--project-directory', folder],
      ...filesOf(container).flatMap((file) => ['-f', file]),
      ...envFiles.flatMap((file) => ['--env-file', file]),
    ],
  };
}
