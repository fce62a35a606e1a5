import { type Artifact, type EvidenceRef, isNonEmpty, refTo } from '../core/evidence.js';
import { type Fact, type Gap, known, partial, unknown } from '../core/fact.js';
import { nodeApps, type TreeIntegrity, treeIntegrity } from '../facts/app.js';
import { containers, layerChanges } from '../facts/containers.js';
import { readInstalledPackages } from '../formats/lockfiles/read-installed-packages.js';
import { readLockfile } from '../formats/lockfiles/read-lockfile.js';
import { readBuildFiles } from './node-app-build.js';
import { nameOf } from './node-app-packages.js';
import { defineParser, type ParseContext } from './parser.js';
import { readArtifacts } from './readings.js';

/** Most deviations that are carried for one tree. */
const deviationLimit = 50;

type Deviation = TreeIntegrity['deviations'][number];

/**
 * Compares what is installed with the lock file, the build with its manifest, and the container's layer with its image.
 * A tree that was compared by none of them leaves no row: the check then answers unknown.
 */
export const treeIntegrityParser = defineParser(treeIntegrity, (context): Fact<readonly TreeIntegrity[]> => {
  const apps = context.fact(nodeApps);
  if (apps.status === 'unknown') return unknown(apps.reason, apps.detail);
  const rows = apps.value.flatMap((app) => {
    const subjects = [app.subject, ...(app.container === null ? [] : [`container:${app.container}`])];
    return [
      ...lockfileRows(context, app.subject, subjects),
      ...buildRows(context, app.subject, subjects),
      ...(app.container === null ? [] : layerRows(context, app.subject, app.container)),
    ];
  });
  const evidence: EvidenceRef[] = [...rows.map((row) => row.ref), ...apps.evidence];
  if (!isNonEmpty(evidence)) return unknown('not-collected', 'no tree was compared');
  const gap: Gap | null = apps.gap;
  return gap === null ? known(rows, evidence, context.now) : partial(rows, gap, evidence, context.now);
});

/** Installed packages against the lock file; npm's hidden lock file counts as the list of what is installed, or as the lock. */
function lockfileRows(context: ParseContext, subject: string, subjects: readonly string[]): TreeIntegrity[] {
  const read = (text: string, artifact: Artifact) => readLockfile(nameOf(artifact), text);
  const all = subjects.flatMap((each) => readArtifacts(context, 'app.lockfile', read, each).rows);
  const lists = subjects.map((each) => readArtifacts(context, 'app.installed', readInstalledPackages, each).rows);
  const listed = lists.findLast((rows) => rows.length > 0) ?? []; // the container's own list stands last
  const hidden = all.filter((each) => each.value.installed);
  const locked = all.some((each) => !each.value.installed) ? all.filter((each) => !each.value.installed) : hidden;
  const installed =
    listed.length > 0 ? listed : hidden.map(({ artifact, value }) => ({ artifact, value: value.packages }));
  const first = installed[0];
  const wanted = new Set(locked.flatMap(({ value }) => value.packages.map((each) => `${each.name}@${each.version}`)));
  if (wanted.size === 0 || first === undefined || installed.some((each) => each.artifact.filtered)) return [];
  if (locked.some((each) => installed.some((other) => other.artifact === each.artifact))) return [];
  const names = new Set(locked.flatMap(({ value }) => value.packages.map((each) => each.name)));
  const deviations = installed.flatMap(({ artifact, value }) =>
    value
      .filter((each) => /(?:^|\/)node_modules\//.test(each.path ?? 'node_modules/'))
      .filter((each) => !wanted.has(`${each.name}@${each.version}`))
      .map((each): Deviation => {
        const why = names.has(each.name) ? 'in another version than locked' : 'and not in the lock file';
        return { what: `${each.name}@${each.version} is installed ${why}`, ref: refTo(artifact, each.line) };
      }),
  );
  return [row(subject, 'lockfile', 'node_modules', deviations, refTo(first.artifact))];
}

function buildRows(context: ParseContext, subject: string, subjects: readonly string[]): TreeIntegrity[] {
  const rows = subjects.flatMap((each) => readArtifacts(context, 'app.build', readBuildFiles, each).rows);
  const compared = rows.flatMap(({ artifact, value }) =>
    value.filter((file) => file.sha256 !== null && file.expectedSha256 !== null).map((file) => ({ artifact, file })),
  );
  const first = compared[0];
  if (first === undefined) return [];
  const deviations = compared
    .filter(({ file }) => file.sha256 !== file.expectedSha256)
    .map(
      ({ artifact, file }): Deviation => ({
        what: `${file.path} differs from the build`,
        ref: refTo(artifact, file.line),
      }),
    );
  return [row(subject, 'build', 'next-build', deviations, refTo(first.artifact, first.file.line))];
}

/** The image's layers show no change: only where the tree is not mounted from the host, and the diff is complete. */
function layerRows(context: ParseContext, subject: string, container: string): TreeIntegrity[] {
  const changes = context.fact(layerChanges);
  const diff = context.artifacts('docker.diff', `container:${container}`)[0];
  if (changes.status === 'unknown' || diff?.status !== 'ok' || diff.filtered) return [];
  if (mountsApp(context, container)) return [];
  const own = changes.value.filter((change) => change.container === container);
  return (['node_modules', 'next-build'] as const).map((area) => {
    const pattern = area === 'node_modules' ? /\/node_modules\/(?!\.cache\/)/ : /\/\.next\/(?!cache\/)/;
    const deviations = own
      .filter((change) => pattern.test(change.path))
      .map(
        (change): Deviation => ({
          what: `${change.path} was ${change.kind} after the image was built`,
          ref: change.ref,
        }),
      );
    return row(subject, 'layer', area, deviations, refTo(diff));
  });
}

function mountsApp(context: ParseContext, container: string): boolean {
  const inspected = context.fact(containers);
  if (inspected.status === 'unknown') return true;
  const mounts = inspected.value.find((each) => each.name === container)?.mounts ?? [];
  return mounts.some((mount) =>
    /^\/(?:app|usr\/src\/app|srv\/app|home\/node\/app)?$|node_modules|\.next/.test(mount.destination),
  );
}

function row(
  subject: string,
  method: TreeIntegrity['method'],
  area: TreeIntegrity['area'],
  deviations: readonly Deviation[],
  ref: EvidenceRef,
): TreeIntegrity {
  return { subject, method, area, deviations: deviations.slice(0, deviationLimit), ref };
}
