import { createHash } from 'node:crypto';
import { createReadStream, lstatSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createEngineAccess } from '../collectors/docker/create-engine-access.js';
import type { EngineContainer } from '../collectors/docker/engine-access.js';
import { createLocalFs } from '../collectors/env/local-fs.js';
import { CandorError } from '../core/errors.js';
import { type BaselineFile, baselinePath, hasBaseline, openBaseline, type Scope } from '../integrity/baseline-file.js';
import { DpkgPackages } from '../integrity/dpkg-packages.js';
import { bytePath, readablePath } from '../integrity/file-state.js';
import { defaultPatterns, findPlaces } from '../integrity/find-places.js';
import { initBaseline, notePackages } from '../integrity/init-baseline.js';
import { type Verification, verifyBaseline } from '../integrity/verify-baseline.js';
import { baselineJson, baselinePage } from './baseline-page.js';
import { confirm } from './confirm.js';
import { loadPolicy } from './load-policy.js';
import { plainLine } from './plain-text.js';
import { progressLine } from './progress.js';
import type { Terminal } from './terminal.js';

interface BaselineOptions {
  readonly store: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Makes the baseline of this host, or of the named paths. */
export async function runBaselineInit(
  paths: readonly string[],
  options: BaselineOptions & { readonly exclude?: string[]; readonly config?: string; readonly yes?: boolean },
  terminal: Terminal,
): Promise<number> {
  const patterns = paths.length > 0 ? paths.map(existing) : patternsOfHost(options.config);
  if (hasBaseline(options.store)) {
    terminal.stderr(`${plainLine(baselinePath(options.store))} holds a baseline; this one will take its place\n`);
    if (!(await confirm('Replace it?', options.yes ?? false, terminal))) return 0;
  }
  const containers = paths.length > 0 ? [] : await containersOf(terminal);
  const at = terminal.now();
  const scope: Scope = {
    at: at.toISOString(),
    roots: findPlaces(patterns, containers),
    patterns,
    excluded: [resolve(options.store), ...(options.exclude ?? []).map((path) => resolve(path))].map(bytePath),
    containers: paths.length === 0,
  };
  const progress = progressLine(terminal, options.quiet ?? false, 'reading');
  const { looked, blind } = await initBaseline(options.store, scope, hostPackages(), (path, count) =>
    progress.show(`${count} ${plainLine(readablePath(path)).slice(0, 60)}`),
  );
  progress.clear();
  const sha256 = await hashOf(baselinePath(options.store));
  const told = { path: baselinePath(options.store), entries: looked, sha256, blind: blind.length };
  const page = [
    `${looked} entries of ${scope.roots.length} places are in ${plainLine(told.path)}`,
    ...blind.slice(0, 10).map(({ path, why }) => `could not be looked at: ${plainLine(readablePath(path))} (${why})`),
    `SHA-256 ${sha256}: keep it on another machine; whoever is root here can write a baseline too`,
  ];
  terminal.stdout(options.json ? `${JSON.stringify(told, null, 2)}\n` : `${page.join('\n')}\n`);
  return 0;
}

/** Names what changed; 1 when nothing explains a change. */
export async function runBaselineVerify(
  options: BaselineOptions & { readonly full?: boolean },
  terminal: Terminal,
): Promise<number> {
  const baseline = openBaseline(options.store, { readOnly: true });
  try {
    const { found, at } = await verify(baseline, options, terminal);
    terminal.stdout(options.json ? baselineJson(found, at) : baselinePage(found, at));
    return isClean(found) ? 0 : 1;
  } finally {
    baseline.close();
  }
}

/** Shows what changed and takes exactly that into the baseline. */
export async function runBaselineUpdate(
  options: BaselineOptions & { readonly full?: boolean; readonly yes?: boolean },
  terminal: Terminal,
): Promise<number> {
  const baseline = openBaseline(options.store, { readOnly: false });
  try {
    const { found, at, scope } = await verify(baseline, options, terminal);
    terminal.stdout(options.json ? baselineJson(found, at) : baselinePage(found, at));
    if (found.untold > 0)
      throw new CandorError('INPUT_INVALID', `${found.untold} changes are too many to be shown`, {
        hint: 'candor baseline init makes a new baseline',
      });
    const changes = [...found.unexplained, ...found.explained.flatMap((one) => one.changes)];
    if (changes.length === 0) return 0;
    if (!(await confirm(`Take ${changes.length} changes into the baseline?`, options.yes ?? false, terminal))) return 1;
    baseline.write(() => {
      baseline.accept(changes);
      baseline.setScope({ ...scope, at: terminal.now().toISOString() });
      notePackages(baseline, hostPackages());
    });
    terminal.stderr(`${changes.length} changes are in the baseline\n`);
    return 0;
  } finally {
    baseline.close();
  }
}

async function verify(
  baseline: BaselineFile,
  options: BaselineOptions & { readonly full?: boolean },
  terminal: Terminal,
): Promise<{ readonly found: Verification; readonly at: Date; readonly scope: Scope }> {
  const before = baseline.scope();
  const now = findPlaces(before.patterns, before.containers ? await containersOf(terminal) : []);
  const roots = [...before.roots, ...now.filter(({ path }) => !before.roots.some((root) => root.path === path))];
  const progress = progressLine(terminal, options.quiet ?? false, 'reading');
  const found = await verifyBaseline(baseline, roots, {
    full: options.full ?? false,
    packages: hostPackages(),
    onProgress: (path, count) => progress.show(`${count} ${plainLine(readablePath(path)).slice(0, 60)}`),
  });
  progress.clear();
  return { found, at: new Date(before.at), scope: { ...before, roots } };
}

function isClean({ unexplained, untold }: Verification): boolean {
  return unexplained.length === 0 && untold === 0;
}

function existing(path: string): string {
  const whole = resolve(path);
  if (lstatSync(whole, { throwIfNoEntry: false }) === undefined)
    throw new CandorError('USAGE', `nothing is at ${plainLine(whole)}`);
  return whole;
}

function patternsOfHost(config: string | undefined): string[] {
  const projects = loadPolicy(config)?.projects ?? [];
  return [...defaultPatterns, ...projects.map(({ path }) => resolve(path))];
}

async function containersOf(terminal: Terminal): Promise<readonly EngineContainer[]> {
  const engine = createEngineAccess(createLocalFs(), {
    dockerHost: terminal.env.DOCKER_HOST,
    runtimeDir: terminal.env.XDG_RUNTIME_DIR,
    uid: process.geteuid?.() ?? 0,
  });
  return (await engine.containers()).items; // empty without an engine
}

function hostPackages(): DpkgPackages {
  const merged = ['/bin', '/sbin', '/lib', '/lib32', '/lib64'].filter((path) => realOf(path) === `/usr${path}`);
  return new DpkgPackages('/var/lib/dpkg', '', new Set(merged));
}

function realOf(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null; // not on this system
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
