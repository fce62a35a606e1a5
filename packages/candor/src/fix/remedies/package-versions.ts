import semver from 'semver';
import { matchAdvisories } from '../../advisories/match.js';
import { type UpgradeStep, upgradeTarget } from '../../advisories/upgrade-target.js';
import { valueIfKnown } from '../../core/fact.js';
import type { Result } from '../../core/result.js';
import { advisoryTable } from '../../facts/advisories.js';
import { type NodeApp, nodeApps } from '../../facts/app.js';
import { projectLockfiles } from '../../facts/lockfiles.js';
import { type FixContext, type Proposal, type Remedy, refused, type SourceFile } from '../model.js';
import { setJsonStrings } from '../text/json-text.js';

const sections = ['dependencies', 'devDependencies', 'optionalDependencies'];

/** Node that the recommended releases need (`engines` in the registry: next 16.4.5, payload 3.90.2). */
const leastNode: Readonly<Record<string, string>> = { next: '20.9.0', payload: '20.9.0', sharp: '20.9.0' };

interface Manifest {
  readonly file: SourceFile;
  readonly json: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The manifest of the app that a result is about: of its container's build folder, or of its project. */
function manifestOf(app: NodeApp, { files }: FixContext): Manifest | null {
  const all = files.list('package-json');
  const named = all.filter(({ subject }) => subject === app.subject || subject === `project:${app.project ?? ''}`);
  for (const file of named) {
    const json = readManifest(file.text);
    const names = sections.flatMap((section) => Object.keys(json?.[section] ?? {}));
    if (json !== null && app.packages.some(({ name }) => names.includes(name))) return { file, json };
  }
  return null;
}

function readManifest(text: string): Manifest['json'] | null {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? (json as Manifest['json']) : null; // members are checked where they are read
  } catch {
    return null; // the refusal below says that there is no manifest
  }
}

/** Steps that lead every package of the table out of all known ranges, in the peer ranges of what is installed. */
function stepsOf(app: NodeApp, context: FixContext): UpgradeStep[] | string {
  const table = valueIfKnown(context.facts(advisoryTable));
  if (table === null) return 'no advisory data';
  const installed = Object.fromEntries(app.packages.map(({ name, version }) => [name, version]));
  const open = app.packages.filter(({ name, version }) => matchAdvisories(table, name, version).length > 0);
  const steps = new Map<string, UpgradeStep>();
  for (const { name } of open) {
    const plan = upgradeTarget(table, name, installed);
    if (!plan.found) return plan.because;
    for (const step of plan.steps) {
      const known = steps.get(step.package);
      if (known === undefined || semver.gt(step.to, known.to)) steps.set(step.package, step);
    }
  }
  return [...steps.values()];
}

/** A range of the manifest raised to a version; null when it names no version of the registry. */
function raised(range: string, version: string): string | null {
  const operator = /^([~^]?)v?\d+(?:\.[\dx*]+){0,2}(?:-[\w.]+)?$/.exec(range.trim())?.[1];
  if (operator !== undefined) return `${operator}${version}`;
  return /^(?:latest|\*)$/.test(range) ? version : null;
}

function edits(manifest: Manifest, steps: readonly UpgradeStep[]): { path: string[]; value: string }[] | string {
  const found: { path: string[]; value: string }[] = [];
  for (const { package: name, to } of steps) {
    for (const section of sections) {
      for (const [own, range] of Object.entries(manifest.json[section] ?? {})) {
        const isSame = own === name || (name === 'payload' && own.startsWith('@payloadcms/'));
        if (!isSame || typeof range !== 'string') continue;
        const value = raised(range, to);
        if (value === null) return `${own} is asked for as ${range}, which names no version`;
        if (!found.some(({ path }) => path[0] === section && path[1] === own))
          found.push({ path: [section, own], value });
      }
    }
  }
  return found;
}

function propose(result: Result, context: FixContext): Proposal {
  const app = valueIfKnown(context.facts(nodeApps))?.find(({ subject }) => subject === result.subject);
  if (app === undefined) return refused(`${result.subject} is no app that was seen`);
  const manifest = manifestOf(app, context);
  if (manifest === null)
    return refused(`no package.json of ${app.subject} was read on the host: it is a part of the image`);
  const steps = stepsOf(app, context);
  if (typeof steps === 'string') return refused(steps);
  const changes = edits(manifest, steps);
  if (typeof changes === 'string') return refused(changes);
  if (changes.length === 0)
    return refused('no package of package.json itself is in a known range: what it brings along is');
  const text = setJsonStrings(manifest.file.text, changes);
  if (!text.ok) return refused(`${manifest.file.path}: ${text.reason}`);
  if (text.value === manifest.file.text)
    return {
      kind: 'in-file-already',
      effects: [],
      because: `${manifest.file.path} asks for it already: update the lock file, build and deploy`,
    };
  const change = {
    path: manifest.file.path,
    kind: manifest.file.kind,
    subject: manifest.file.subject,
    text: text.value,
  };
  const tooOld = nodeTooOld(app, steps);
  if (tooOld !== null) return refused(tooOld, [change]);
  return { kind: 'change', changes: [change], effects: [], notes: notes(manifest.file, context) };
}

function nodeTooOld(app: NodeApp, steps: readonly UpgradeStep[]): string | null {
  const needed = steps.map(({ package: name }) => leastNode[name]).find((version) => version !== undefined);
  if (needed === undefined || app.nodeVersion === null || !semver.valid(app.nodeVersion)) return null;
  return semver.gte(app.nodeVersion, needed)
    ? null
    : `the fixed releases need Node.js ${needed}; ${app.nodeVersion} runs: raise the image first`;
}

const lockCommands = {
  npm: 'npm install --package-lock-only --ignore-scripts && npm ci',
  pnpm: 'pnpm install --lockfile-only && pnpm install --frozen-lockfile',
  yarn: 'yarn install --mode=update-lockfile && yarn install --immutable',
} as const;

function notes(file: SourceFile, { facts }: FixContext): string[] {
  const folder = file.path.replace(/\/[^/]*$/, '');
  const locks = valueIfKnown(facts(projectLockfiles))?.find(({ subject }) => subject === file.subject)?.lockfiles ?? [];
  const command = lockCommands[locks[0]?.manager ?? 'npm'];
  return [
    `Update the lock file in ${folder}: ${command}`,
    'Then build, test and deploy: what runs is fixed only then.',
  ];
}

/** Versions outside every known range, inside the peer ranges of what is installed (rule UPGRADE_TARGET). */
export const raiseVersions: Remedy = {
  checks: [
    'NXT-02',
    'NXT-03',
    'NXT-04',
    'NXT-05',
    'NXT-06',
    'NXT-07',
    'NXT-08',
    'NXT-09',
    'IMG-14',
    'IMG-17',
    'IMG-19',
    'PAY-03',
    'PAY-09',
    'PAY-28',
  ],
  title: 'raise the versions in package.json',
  propose,
};
