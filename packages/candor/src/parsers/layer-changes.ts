import { refTo } from '../core/evidence.js';
import { type Gap, known, reasonOf } from '../core/fact.js';
import { type Container, containers, type FileFact, type LayerChange, layerChanges } from '../facts/containers.js';
import { type ContainerFile, readContainerFiles, readLayerDiff } from '../formats/docker/container-activity.js';
import { ownershipOf } from './file-ownership.js';
import { defineParser, type ParseContext } from './parser.js';
import { containerOf, factOf, type Reading, readArtifacts } from './readings.js';

/** Writable layers: `docker diff`, with what `docker.files` knows of each path. */
export const layerChangesParser = defineParser(layerChanges, (context) => {
  const diffs = readArtifacts(context, 'docker.diff', readLayerDiff);
  const files = readArtifacts(context, 'docker.files', readContainerFiles);
  const all = context.fact(containers);
  if (
    diffs.rows.length === 0 &&
    files.rows.length === 0 &&
    all.status === 'known' &&
    all.complete &&
    !all.value.some((container) => container.running)
  ) {
    return known<readonly LayerChange[]>([], all.evidence, all.observedAt);
  }
  const facts = new Map(
    files.rows.flatMap((row) =>
      row.value.map((file) => [`${row.artifact.subject}${file.path}`, toFile(file, row)] as const),
    ),
  );
  const changes = diffs.rows.flatMap((row) =>
    row.value.map(
      (change): LayerChange => ({
        container: containerOf(row.artifact.subject) ?? row.artifact.subject,
        kind: change.change,
        path: change.path,
        file: facts.get(`${row.artifact.subject}${change.path}`) ?? null,
        ref: refTo(row.artifact, change.line, `${change.change[0]?.toUpperCase()} ${change.path}`),
      }),
    ),
  );
  const listed = new Set(changes.map((change) => `container:${change.container}${change.path}`));
  const alone = [...facts]
    .filter(([key]) => !listed.has(key))
    .map(
      ([key, file]): LayerChange => ({
        container: key.slice('container:'.length, key.indexOf('/')),
        kind: 'added',
        path: file.path,
        file,
        ref: file.ref,
      }),
    );
  const read = new Set(diffs.rows.map((row) => containerOf(row.artifact.subject)));
  const rows: readonly Reading<unknown>[] = [...diffs.rows, ...files.rows];
  const own = withoutMountPoints([...changes, ...alone], all.status === 'known' ? all.value : []);
  return factOf({ rows, gap: diffs.gap }, own, {
    gap: unread(all, read) ?? unseenFiles(context, own),
  });
});

/** Files that the engine mounts into each container (moby, `container_operations_unix.go`). */
const enginesOwn = ['/etc/hosts', '/etc/hostname', '/etc/resolv.conf'];

/**
 * Without the places that a mount covers: the layer has an empty file or folder there, and what is seen at the path is
 * the mount. The folders above say nothing of their own.
 */
function withoutMountPoints(changes: readonly LayerChange[], all: readonly Container[]): readonly LayerChange[] {
  const covered = new Map(
    all.map(({ name, init, mounts, tmpfs }) => [
      name,
      [
        ...enginesOwn,
        ...(init ? ['/sbin/docker-init', '/dev/init'] : []),
        ...mounts.map(({ destination }) => destination),
        ...Object.keys(tmpfs),
      ],
    ]),
  );
  return changes.filter(({ container, path, ref }) => {
    if (ref.artifact !== 'docker.diff') return !(covered.get(container) ?? enginesOwn).includes(path);
    return !(covered.get(container) ?? enginesOwn).some((point) => point === path || point.startsWith(`${path}/`));
  });
}

/** Files of a layer that were to be looked at and were not: the list of a container was cut or refused. */
function unseenFiles(context: ParseContext, own: readonly LayerChange[]): Gap | null {
  for (const artifact of context.artifacts('docker.files')) {
    const reason = reasonOf(artifact.status);
    if (reason === null) continue;
    const container = containerOf(artifact.subject);
    const named = own.filter((change) => change.container === container && change.kind !== 'deleted');
    const folders = new Set(named.map(({ path }) => path.slice(0, path.lastIndexOf('/'))));
    const unseen = named.find(({ file, path }) => file === null && !folders.has(path));
    if (unseen)
      return { reason, detail: `nobody looked at ${unseen.path} of ${container ?? ''}: ${artifact.detail ?? ''}` };
  }
  return null;
}

function unread(
  all: { status: string } & Partial<{ value: readonly { name: string; running: boolean }[] }>,
  read: ReadonlySet<string | null>,
): Gap | null {
  const left = (all.value ?? [])
    .filter((container) => container.running && !read.has(container.name))
    .map((container) => container.name);
  return left.length === 0
    ? null
    : { reason: 'not-collected', detail: `the writable layer of ${left.slice(0, 5).join(', ')} was not read` };
}

function toFile(file: ContainerFile, row: Reading<unknown>): FileFact {
  const owner = ownershipOf(row.artifact, file.line);
  return {
    path: file.path,
    sizeBytes: file.sizeBytes,
    mode: file.mode === null ? null : Number.parseInt(file.mode, 8),
    uid: file.uid,
    mtime: file.modifiedAt,
    sha256: file.sha256,
    md5: file.md5,
    magic: file.magic,
    packageOwned: owner.owned,
    packageName: owner.name,
    ref: refTo(row.artifact, file.line, file.path),
  };
}
