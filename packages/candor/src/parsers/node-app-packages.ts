import semver from 'semver';
import { type Artifact, type EvidenceRef, refTo } from '../core/evidence.js';
import type { Gap } from '../core/fact.js';
import { type AppPackage, type VersionGrade, versionGrades } from '../facts/app.js';
import { readInstalledPackages } from '../formats/lockfiles/read-installed-packages.js';
import { readLockfile } from '../formats/lockfiles/read-lockfile.js';
import { readPackageJson } from '../formats/lockfiles/read-package-json.js';
import type { ParseContext } from './parser.js';
import { gapOf, readArtifacts } from './readings.js';

/** What the files of one subject say about its packages. */
export interface PackageFindings {
  readonly packages: readonly AppPackage[];
  readonly complete: boolean;
  readonly refs: readonly EvidenceRef[];
  readonly gap: Gap | null;
}

/** Reads lock files, installed listings and manifests of the given subjects into one list, the strongest grade first. */
export function packagesOf(context: ParseContext, subjects: readonly string[]): PackageFindings {
  const found = subjects.map((subject) => readSubject(context, subject));
  return {
    packages: strongest(found.flatMap((each) => each.packages)),
    complete: found.some((each) => each.complete),
    refs: found.flatMap((each) => each.refs),
    gap: found.find((each) => each.gap !== null)?.gap ?? null,
  };
}

function readSubject(context: ParseContext, subject: string): PackageFindings {
  const locked = readArtifacts(
    context,
    'app.lockfile',
    (text, artifact) => readLockfile(nameOf(artifact), text),
    subject,
  );
  const installed = readArtifacts(context, 'app.installed', readInstalledPackages, subject);
  const manifests = readArtifacts(context, 'app.package-json', readPackageJson, subject);
  const packages = [
    ...installed.rows.flatMap(({ artifact, value }) =>
      value.map((each) => packageRow(each.name, each.version, 'installed', artifact, each.line)),
    ),
    ...locked.rows.flatMap(({ artifact, value }) =>
      value.packages.map((each) =>
        packageRow(each.name, each.version, value.installed ? 'installed' : 'lockfile', artifact, each.line),
      ),
    ),
    ...manifests.rows.flatMap(({ artifact, value }) =>
      value.dependencies
        .filter((each) => each.kind !== 'devDependencies' && semver.valid(each.range) !== null)
        .map((each) => packageRow(each.name, each.range, 'declared', artifact, each.line)),
    ),
  ];
  const whole = [...installed.rows, ...locked.rows].some((row) => gapOf(row.artifact) === null);
  return {
    packages,
    complete: whole,
    refs: [...installed.rows, ...locked.rows, ...manifests.rows].map((row) => refTo(row.artifact)),
    gap: whole ? null : (locked.gap ?? installed.gap),
  };
}

/** File name of an artefact as it was on the host; the bundle's own name otherwise. */
export function nameOf(artifact: Artifact): string {
  const source = artifact.source !== null && 'file' in artifact.source ? artifact.source.file : null;
  return source ?? artifact.path ?? artifact.id;
}

function packageRow(
  name: string,
  version: string,
  grade: VersionGrade,
  artifact: Artifact,
  line: number | null,
): AppPackage {
  return { name, version, grade, ref: refTo(artifact, line, `${name} ${version}`) };
}

/**
 * Of each package the rows of its strongest grade, each version once. A banner that names another version is kept too,
 * unless the process itself said what it loaded: what it was started from counts, whatever lies on disk now. Beside a
 * lock file the banner is kept in any case, because it proves what the lock file only demands.
 */
export function strongest(rows: readonly AppPackage[]): AppPackage[] {
  const byName = new Map<string, AppPackage[]>();
  for (const row of rows) {
    const list = byName.get(row.name);
    if (list === undefined) byName.set(row.name, [row]);
    else list.push(row);
  }
  return [...byName.values()].flatMap(ofOnePackage);
}

function ofOnePackage(rows: readonly AppPackage[]): AppPackage[] {
  const best = Math.min(...rows.map((row) => versionGrades.indexOf(row.grade)));
  const kept = new Map<string, AppPackage>();
  for (const row of rows) {
    const counts = versionGrades.indexOf(row.grade) === best || (row.grade === 'banner' && best > 0);
    const key = `${row.version} ${row.grade === 'banner' && best === versionGrades.indexOf('lockfile')}`;
    if (counts && !kept.has(key)) kept.set(key, row);
  }
  return [...kept.values()];
}
