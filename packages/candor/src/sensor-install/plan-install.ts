import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { CandorError } from '../core/errors.js';
import { type EditedCompose, editCompose, type ServiceEdit } from './edit-compose.js';
import { editDockerfile } from './edit-dockerfile.js';
import { removeSwitch } from './env-files.js';
import { mapOf } from './json-tree.js';
import { preloadOptions } from './preload-options.js';
import { sensorPath } from './sensor-path.js';

/** A file as it is and as it will be; null where there is none. */
export interface FileChange {
  readonly path: string;
  readonly before: Buffer | null;
  readonly after: Buffer;
}

/**
 * How the sensor gets into the container: as the application's own dependency; by lines in its Dockerfile; by an image that
 * is built on the one from the registry; by a mount (asked for alone: a mount that is gone keeps every Node process from
 * starting).
 */
export type InstallMethod = 'dependency' | 'dockerfile' | 'derived-image' | 'mount';

/** What an installation changes. */
export interface InstallPlan {
  readonly method: InstallMethod;
  readonly changes: readonly FileChange[];
  /** Variables for the trial, `NAME=value`. */
  readonly env: readonly string[];
  /** Tag that the new image gets, and variables in it; null where the image stays. */
  readonly image: { readonly tag: string; readonly env: readonly string[] } | null;
}

/** What the plan is made from. */
export interface InstallFacts {
  readonly composeFile: string;
  readonly folder: string;
  readonly project: string;
  readonly service: string;
  /** Name of the image that the container was made from. */
  readonly image: string;
  /** NODE_OPTIONS in the container, and in its image. */
  readonly nodeOptions: { readonly container: string; readonly image: string };
  /** The sensor among the application's dependencies in the image. */
  readonly packagePath: string | null;
  readonly sensor: Buffer;
  readonly mode: 'observe' | 'block';
  readonly mount: boolean;
  /** The file's content; null when there is none. */
  readonly read: (path: string) => Buffer | null;
}

const oldSwitch = 'DISABLE_SUBPROC_DIAG';
const copyName = 'candor-sensor.cjs';

/** Plans an installation; nothing is written. Refusals are usage errors that say the way out. */
export function planInstall(facts: InstallFacts): InstallPlan {
  const service = serviceOf(facts);
  if (/sensor\.cjs/.test(facts.nodeOptions.container))
    throw new CandorError('USAGE', `${facts.service} carries a sensor already (NODE_OPTIONS)`, {
      hint: 'candor sensor status CONTAINER, or --undo',
    });
  const method = chooseMethod(facts, service);
  const fromImage = method === 'dockerfile' || method === 'derived-image';
  const path = method === 'dependency' && facts.packagePath ? facts.packagePath : sensorPath;
  const isOverridden = facts.nodeOptions.container !== facts.nodeOptions.image;
  const mode = facts.mode === 'block' ? ['CANDOR_SENSOR=block'] : [];
  const imageEnv = [`NODE_OPTIONS=${preloadOptions(facts.nodeOptions.image, path)}`, ...mode];
  const edit: ServiceEdit = {
    remove: [oldSwitch],
    environment: composeEnvironment(facts, path, { options: !fromImage || isOverridden, mode: !fromImage }),
    ...(method === 'mount' ? { volume: `./${copyName}:${sensorPath}:ro` } : {}),
    ...(method === 'derived-image' ? derivedEdit(facts) : {}),
  };
  const files = [
    ...composeChange(facts, edit),
    ...switchChanges(facts, service),
    ...(method === 'dockerfile' ? dockerfileChanges(facts, service, imageEnv) : []),
    ...(method === 'derived-image' ? derivedFiles(facts, imageEnv) : []),
    ...(method === 'mount' ? [created(facts, join(facts.folder, copyName), facts.sensor)] : []),
  ];
  return {
    method,
    changes: files.filter(({ before, after }) => before === null || !before.equals(after)),
    env: [`NODE_OPTIONS=${preloadOptions(facts.nodeOptions.container, path)}`, ...mode],
    image: fromImage ? { tag: method === 'dockerfile' ? facts.image : derivedTag(facts), env: imageEnv } : null,
  };
}

function serviceOf(facts: InstallFacts): Record<string, unknown> {
  const tree: unknown = parse(textOf(facts, facts.composeFile), { merge: true, maxAliasCount: 1000 });
  return mapOf(mapOf(mapOf(tree).services)[facts.service]);
}

function chooseMethod(facts: InstallFacts, service: Record<string, unknown>): InstallMethod {
  if (facts.mount) return 'mount';
  if (facts.packagePath !== null) return 'dependency';
  return service.build === undefined ? 'derived-image' : 'dockerfile';
}

function composeEnvironment(
  facts: InstallFacts,
  path: string,
  needs: { readonly options: boolean; readonly mode: boolean },
): ReadonlyMap<string, (before: string | null) => string> {
  const environment = new Map<string, (before: string | null) => string>();
  // What the file does not write out comes from an env file or the image; `$` is Compose's own in a value.
  const inherited = facts.nodeOptions.container.replaceAll('$', '$$$$');
  if (needs.options) environment.set('NODE_OPTIONS', (before) => preloadOptions(before ?? inherited, path));
  if (needs.mode && facts.mode === 'block') environment.set('CANDOR_SENSOR', () => 'block');
  return environment;
}

function composeChange(facts: InstallFacts, edit: ServiceEdit): FileChange[] {
  const before = textOf(facts, facts.composeFile);
  const edited: EditedCompose = editCompose(before, facts.service, edit);
  if (!edited.ok)
    throw new CandorError('USAGE', `${facts.composeFile} cannot be edited: ${edited.why}`, {
      hint: 'add --require of the sensor to NODE_OPTIONS of the service by hand (packages/sensor/README.md)',
    });
  return [{ path: facts.composeFile, before: Buffer.from(before), after: Buffer.from(edited.text) }];
}

/** The env files that reach the service: `.env` of the project and its own. */
function switchChanges(facts: InstallFacts, service: Record<string, unknown>): FileChange[] {
  const own = service.env_file;
  const names = (Array.isArray(own) ? own : own === undefined ? [] : [own]).map((entry: unknown) =>
    typeof entry === 'string' ? entry : String(mapOf(entry).path ?? ''),
  );
  return [...new Set(['.env', ...names])].flatMap((name) => {
    const path = resolve(facts.folder, name);
    const before = facts.read(path);
    return before === null ? [] : [{ path, before, after: Buffer.from(removeSwitch(before.toString(), oldSwitch)) }];
  });
}

function dockerfileChanges(
  facts: InstallFacts,
  service: Record<string, unknown>,
  env: readonly string[],
): FileChange[] {
  const build = typeof service.build === 'string' ? { context: service.build } : mapOf(service.build);
  const context = String(build.context ?? '.');
  if (build.dockerfile_inline !== undefined || /^(?:https?:|git@|ssh:|git:)|\$/.test(context))
    throw new CandorError('USAGE', `the build of ${facts.service} is not in a file that can be edited`, {
      hint: 'use --mount, or make @candor/sensor a dependency of the application',
    });
  const folder = resolve(facts.folder, context);
  const path = resolve(folder, String(build.dockerfile ?? 'Dockerfile'));
  const before = textOf(facts, path);
  const target = build.target === undefined ? null : String(build.target);
  // Another service of the same Dockerfile may have brought the lines.
  const isThere = before.includes(`COPY ${copyName} `);
  const after = isThere ? before : editDockerfile(before, target, copyName, env);
  if (after === null) throw new CandorError('USAGE', `${path} has no stage that is built`, { hint: 'use --mount' });
  return [
    { path, before: Buffer.from(before), after: Buffer.from(after) },
    created(facts, join(folder, copyName), facts.sensor),
    ...ignoreChange(facts, join(folder, '.dockerignore')),
  ];
}

/** A list that leaves everything out and lets some in again must let the sensor in (Dockerfile reference, .dockerignore). */
function ignoreChange(facts: InstallFacts, path: string): FileChange[] {
  const before = facts.read(path);
  if (before === null || !/^\s*\/?(?:\*|\*\*|\*\.cjs|\*\*\/\*\.cjs|\*\.\*)\s*$/m.test(before.toString())) return [];
  const end = before.toString().endsWith('\n') ? '' : '\n';
  return [{ path, before, after: Buffer.concat([before, Buffer.from(`${end}!${copyName}\n`)]) }];
}

const derivedTag = ({ project, service }: InstallFacts): string =>
  `candor/${`${project}-${service}`.toLowerCase().replace(/[^a-z0-9._-]/g, '-')}`;

function derivedEdit(facts: InstallFacts): ServiceEdit {
  const base = String(serviceOf(facts).image ?? '');
  const context = `./candor-sensor/${facts.service}`;
  const lines = [
    '# The image below with the sensor of Candor in it. A new version goes here, then: build, up.',
    'build:',
    `  context: ${JSON.stringify(context)}`,
    `  args: { BASE: ${JSON.stringify(base)} }`,
  ];
  return { image: derivedTag(facts), add: { lines, key: 'build', value: { context, args: { BASE: base } } } };
}

function derivedFiles(facts: InstallFacts, env: readonly string[]): FileChange[] {
  const folder = join(facts.folder, 'candor-sensor', facts.service);
  const recipe = editDockerfile('ARG BASE\nFROM ${BASE}\n', null, copyName, env) ?? '';
  return [
    created(facts, join(folder, 'Dockerfile'), Buffer.from(recipe)),
    created(facts, join(folder, copyName), facts.sensor),
  ];
}

function created(facts: InstallFacts, path: string, after: Buffer): FileChange {
  return { path, before: facts.read(path), after };
}

function textOf(facts: InstallFacts, path: string): string {
  const bytes = facts.read(path);
  if (bytes === null)
    throw new CandorError('USAGE', `${path} cannot be read`, {
      hint: `look at build of ${facts.service} in ${dirname(path)}`,
    });
  return bytes.toString();
}
