import semver from 'semver';
import { type EvidenceRef, isNonEmpty, refTo } from '../core/evidence.js';
import { type Fact, known, partial, unknown } from '../core/fact.js';
import { type ProjectLockfiles, projectLockfiles } from '../facts/lockfiles.js';
import type { Lockfile } from '../formats/lockfiles/lockfile.js';
import { readLockfile } from '../formats/lockfiles/read-lockfile.js';
import { type PackageManifest, readPackageJson } from '../formats/lockfiles/read-package-json.js';
import { nameOf } from './node-app-packages.js';
import { defineParser } from './parser.js';
import { type Reading, readArtifacts } from './readings.js';

/** Lock files by project, compared with the manifest beside them. */
export const projectLockfilesParser = defineParser(projectLockfiles, (context): Fact<readonly ProjectLockfiles[]> => {
  const locked = readArtifacts(context, 'app.lockfile', (text, artifact) => readLockfile(nameOf(artifact), text));
  const manifests = readArtifacts(context, 'app.package-json', readPackageJson);
  const rows = [...locked.rows, ...manifests.rows];
  const subjects = [...new Set(rows.map((row) => row.artifact.subject))];
  const evidence = rows.map((row) => refTo(row.artifact));
  const gap = locked.gap ?? manifests.gap;
  if (!isNonEmpty(evidence))
    return unknown(gap?.reason ?? 'not-collected', gap?.detail ?? 'no lock file was collected');
  const projects = subjects.map((subject) =>
    describe(
      subject,
      locked.rows.filter((row) => row.artifact.subject === subject && !row.value.installed),
      manifests.rows.filter((row) => row.artifact.subject === subject),
    ),
  );
  return gap === null ? known(projects, evidence, context.now) : partial(projects, gap, evidence, context.now);
});

function describe(
  subject: string,
  locked: readonly Reading<Lockfile>[],
  manifests: readonly Reading<PackageManifest>[],
): ProjectLockfiles {
  const first = locked[0] ?? manifests[0];
  return {
    subject,
    lockfiles: locked.map(({ artifact, value }) => ({
      file: nameOf(artifact),
      manager: value.manager,
      ref: refTo(artifact),
    })),
    outOfStep: locked.length === 0 ? [] : manifests.flatMap((row) => outOfStep(row, locked)),
    installScripts: locked.flatMap(({ artifact, value }) =>
      value.packages
        .filter((each) => each.hasInstallScript === true)
        .map((each) => ({ name: each.name, version: each.version, ref: refTo(artifact, each.line, each.name) })),
    ),
    installScriptsKnown: locked.some((row) => row.value.manager === 'npm'),
    ref: first === undefined ? { artifact: 'app.lockfile', subject } : refTo(first.artifact),
  };
}

function outOfStep(
  { artifact, value }: Reading<PackageManifest>,
  locked: readonly Reading<Lockfile>[],
): { what: string; ref: EvidenceRef }[] {
  const versions = new Map<string, string[]>();
  for (const each of locked.flatMap((row) => row.value.packages)) {
    versions.set(each.name, [...(versions.get(each.name) ?? []), each.version]);
  }
  return value.dependencies
    .filter((each) => each.kind === 'dependencies' && semver.validRange(each.range) !== null)
    .filter((each) => !value.overrides.has(each.name))
    .filter((each) => !(versions.get(each.name) ?? []).some((version) => semver.satisfies(version, each.range)))
    .map((each) => ({
      what: `${each.name} ${each.range} is asked for, ${(versions.get(each.name) ?? ['nothing']).join(', ')} is locked`,
      ref: refTo(artifact, each.line, `${each.name} ${each.range}`),
    }));
}
