import { type Parsed, type ParseWarning, parsed, unparseable } from '../../core/parsed.js';
import { booleanField, pairsField, textField } from './fields.js';
import { interpolate } from './interpolate.js';
import { mergeTrees, withoutResets } from './merge.js';
import type {
  ComposeInterpolation,
  ComposeNetwork,
  ComposeProject,
  ComposeSecret,
  ComposeService,
  ComposeVolume,
} from './model.js';
import { pairs } from './normalise.js';
import { resolvedFile, type Sources } from './resolve.js';
import { readService } from './service.js';
import { type Entry, type MapTree, mapAt, placeOf, type ScalarTree, type Tree, textOf, under } from './tree.js';
import { readYamlTree } from './yaml-tree.js';

/** One Compose file; `reference` = only there for `extends` and `include`, not itself a part of the project. */
export interface ComposeFile {
  readonly path: string;
  readonly text: string;
  readonly role?: 'merge' | 'reference';
}

/** Most files that are read at once. */
const MAX_COMPOSE_FILES = 50;

interface Run {
  readonly env: ReadonlyMap<string, string>;
  readonly interpolations: ComposeInterpolation[];
  readonly warnings: ParseWarning[];
}

function filledScalar(run: Run, tree: ScalarTree): ScalarTree {
  if (typeof tree.value !== 'string' || !tree.value.includes('$')) return tree;
  const { text, uses, problems } = interpolate(tree.value, run.env);
  for (const use of uses) run.interpolations.push({ ...use, ...placeOf(tree) });
  for (const message of problems) run.warnings.push({ line: tree.line, message: `${tree.file}: ${message}` });
  const open = uses
    .filter(({ state }) => state === 'unresolved' || state === 'required-missing')
    .map(({ name }) => name);
  return { ...tree, value: text, source: text, plain: false, unresolved: [...new Set(open)] };
}

/** Interpolation comes before merging and touches values only, never keys (Compose specification, "Interpolation"). */
function filled(run: Run, tree: Tree): Tree {
  if (tree.kind === 'scalar') return filledScalar(run, tree);
  if (tree.kind === 'list') return { ...tree, items: tree.items.map((item) => filled(run, item)) };
  const entries = new Map<string, Entry>();
  for (const [key, entry] of tree.entries) entries.set(key, { ...entry, value: filled(run, entry.value) });
  return { ...tree, entries };
}

function section(project: Tree, key: string): readonly (readonly [string, Entry])[] {
  const map = under(project, key);
  return map?.kind === 'map' ? [...map.entries].filter(([name]) => !name.startsWith('x-')) : [];
}

function isExternal(tree: Tree): boolean {
  return booleanField(tree, 'external')?.value === true || under(tree, 'external')?.kind === 'map';
}

function networks(project: Tree): readonly ComposeNetwork[] {
  return section(project, 'networks').map(([key, entry]) => ({
    key,
    name: textOf(under(entry.value, 'name')) ?? textOf(under(entry.value, 'external', 'name')) ?? null,
    internal: booleanField(entry.value, 'internal')?.value === true,
    external: isExternal(entry.value),
    driver: textOf(under(entry.value, 'driver')) ?? null,
    ...placeOf(entry),
  }));
}

function volumes(project: Tree): readonly ComposeVolume[] {
  return section(project, 'volumes').map(([key, entry]) => ({
    key,
    name: textOf(under(entry.value, 'name')) ?? textOf(under(entry.value, 'external', 'name')) ?? null,
    external: isExternal(entry.value),
    driver: textOf(under(entry.value, 'driver')) ?? null,
    driverOptions: pairsField(withOptions(entry.value), 'driver_opts'),
    ...placeOf(entry),
  }));
}

function withOptions(tree: Tree): Tree {
  const options = under(tree, 'driver_opts');
  return options === undefined
    ? tree
    : mapAt(tree, new Map([['driver_opts', { ...placeOf(options), value: pairs(options) }]]));
}

function secrets(project: Tree, section_: 'secrets' | 'configs'): readonly ComposeSecret[] {
  return section(project, section_).map(([key, entry]) => ({
    key,
    sourceFile: textOf(under(entry.value, 'file')) ?? null,
    environment: textOf(under(entry.value, 'environment')) ?? null,
    inline: under(entry.value, 'content') !== undefined,
    external: isExternal(entry.value),
    ...placeOf(entry),
  }));
}

function services(project: Tree, warnings: ParseWarning[]): readonly ComposeService[] {
  return section(project, 'services').flatMap(([name, entry]) => {
    if (entry.value.kind === 'map') return [readService(name, entry, entry.value, warnings)];
    warnings.push({ line: entry.line, message: `${entry.file}: the service ${name} is not a mapping` });
    return [];
  });
}

function readTrees(files: readonly ComposeFile[], run: Run): Parsed<ReadonlyMap<string, MapTree>> {
  const trees = new Map<string, MapTree>();
  for (const { path, text } of files) {
    const read = readYamlTree(path, text);
    if (!read.ok) return read;
    run.warnings.push(...read.warnings);
    if (read.value !== null && read.value.kind !== 'map') return unparseable(`${path}: not a mapping`, read.value.line);
    const tree = read.value ?? mapAt({ file: path, line: 1 }, new Map());
    const full = filled(run, tree);
    if (full.kind === 'map') trees.set(path, full);
  }
  return parsed(trees);
}

function combine(sources: Sources, files: readonly ComposeFile[]): Tree {
  let whole: Tree | null = null;
  for (const file of files) {
    const tree = file.role === 'reference' ? undefined : sources.trees.get(file.path);
    if (tree === undefined) continue;
    const next = resolvedFile(sources, tree, [tree.file]);
    whole = whole === null ? next : mergeTrees('', whole, next);
  }
  return withoutResets(whole ?? mapAt({ file: '', line: 1 }, new Map()));
}

/**
 * Reads Compose files, merged in the given order, into one project with every service of every profile.
 * Follows the Compose specification (compose-spec.io, Docker Compose v2) for interpolation, `extends`, `include` of
 * supplied files, merge, and the short and long syntaxes. `env` stands for Compose's shell and `.env`. Secrets in
 * `environment` and `args` are in the value: they must not be printed. Never throws.
 */
export function readCompose(
  files: readonly ComposeFile[],
  env: Readonly<Record<string, string>> = {},
): Parsed<ComposeProject> {
  if (files.length === 0 || files.length > MAX_COMPOSE_FILES) return unparseable(`${files.length} Compose files given`);
  const run: Run = { env: new Map(Object.entries(env)), interpolations: [], warnings: [] };
  const trees = readTrees(files, run);
  if (!trees.ok) return trees;
  const sources: Sources = { trees: trees.value, warnings: run.warnings, missing: [], resolvedNodes: 0 };
  const project = combine(sources, files);
  const value: ComposeProject = {
    name: textField(project, 'name'),
    services: services(project, run.warnings),
    networks: networks(project),
    volumes: volumes(project),
    secrets: secrets(project, 'secrets'),
    configs: secrets(project, 'configs'),
    interpolations: run.interpolations,
    missingFiles: sources.missing,
  };
  return parsed(value, run.warnings);
}
