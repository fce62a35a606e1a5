import { type Artifact, type EvidenceRef, hasContent, isNonEmpty, refTo } from '../core/evidence.js';
import { type Fact, type Gap, known, partial, unknown } from '../core/fact.js';
import { type AppPackage, type NodeApp, nodeApps } from '../facts/app.js';
import { type Container, containers } from '../facts/containers.js';
import { processes } from '../facts/processes.js';
import { decoderOf, newestChange, readBuildFiles } from './node-app-build.js';
import { nameOf, packagesOf, strongest } from './node-app-packages.js';
import {
  bannerPackages,
  isNext,
  isNode,
  libcOf,
  loadedPackages,
  nodeVersionOf,
  servingProcess,
} from './node-app-runtime.js';
import { defineParser, type ParseContext } from './parser.js';
import { gapOf, readArtifacts } from './readings.js';

const appArtifacts = ['app.lockfile', 'app.installed', 'app.package-json', 'app.build'] as const;

/** One app to describe: the subjects whose files tell of it, and the container that runs it. */
interface AppPlace {
  readonly subject: string;
  readonly project: string | null;
  readonly container: Container | null;
  readonly fileSubjects: readonly string[];
}

/** Node applications from their files, containers, logs and processes; each version carries where it was read. */
export const nodeAppsParser = defineParser(nodeApps, (context): Fact<readonly NodeApp[]> => {
  const found = context.fact(containers);
  const all = found.status === 'known' ? found.value : [];
  const places = appPlaces(context, all);
  const apps = places.map((place) => describeApp(context, place));
  const evidence = [...apps.map((app) => app.ref), ...emptyEvidence(context)];
  const gap = firstGap(context, apps);
  if (!isNonEmpty(evidence)) return unknown(gap?.reason ?? 'not-collected', gap?.detail ?? 'no app was collected');
  if (apps.length === 0 && gap !== null) return unknown(gap.reason, gap.detail);
  return gap === null ? known(apps, evidence, context.now) : partial(apps, gap, evidence, context.now);
});

function emptyEvidence(context: ParseContext): readonly EvidenceRef[] {
  const found = context.fact(containers);
  const view = context.fact(processes);
  return [...(found.status === 'known' ? found.evidence : []), ...(view.status === 'known' ? view.evidence : [])];
}

/** Why more apps could exist than are described, or why one of them has no versions. */
function firstGap(context: ParseContext, apps: readonly NodeApp[]): Gap | null {
  const found = context.fact(containers);
  if (found.status === 'unknown') return found;
  if (found.gap !== null) return found.gap;
  const blind = apps.find((app) => app.packages.length === 0);
  if (blind !== undefined)
    return { reason: 'not-collected', detail: `the versions of ${blind.subject} were not collected` };
  if (apps.length > 0) return null;
  const view = context.fact(processes);
  if (view.status === 'unknown') return view;
  return view.value.hostComplete
    ? null
    : (view.gap ?? { reason: 'denied', detail: 'not all processes could be listed' });
}

function appPlaces(context: ParseContext, all: readonly Container[]): AppPlace[] {
  const subjects = [
    ...new Set(appArtifacts.flatMap((id) => context.artifacts(id).map((artifact) => artifact.subject))),
  ];
  const nodeContainers = all.filter((container) => isNodeContainer(context, container, subjects));
  const used = new Set<string>();
  const projects = subjects
    .filter((subject) => subject.startsWith('project:'))
    .map((subject) => projectPlace(context, subject, nodeContainers, used));
  const rest = nodeContainers
    .filter((container) => !used.has(container.name))
    .map((container): AppPlace => {
      const subject = `container:${container.name}`;
      return { subject, project: container.project, container, fileSubjects: [subject] };
    });
  return [...projects, ...rest, ...hostPlaces(context)];
}

/** Images that run another program: a name such as `--dbpath /data/payload` in their command makes no Node app of them. */
const otherKinds = ['mongodb', 'postgres', 'proxy'] as const;

/** By its files or its processes; by image and command only where its processes were not all seen. */
function isNodeContainer(context: ParseContext, container: Container, subjects: readonly string[]): boolean {
  if (!container.running) return false;
  if (subjects.includes(`container:${container.name}`)) return true;
  const view = context.fact(processes);
  if (view.status === 'known') {
    if (view.value.items.some((each) => each.container === container.name && isNode(each))) return true;
    if (view.value.completeContainers.has(container.name)) return false;
  }
  return container.kinds.includes('node') && !otherKinds.some((kind) => container.kinds.includes(kind));
}

/** The container of a project's app: the one that mounts the folder of the files, else the one that runs Next. */
function projectPlace(
  context: ParseContext,
  subject: string,
  nodeContainers: readonly Container[],
  used: Set<string>,
): AppPlace {
  const project = subject.slice('project:'.length);
  const own = nodeContainers.filter((each) => each.project === project && !used.has(each.name));
  const folders = filesOf(context, subject).map((artifact) => nameOf(artifact).replace(/\/[^/]*$/, ''));
  const container =
    own.find((each) => each.mounts.some((mount) => mount.source !== '' && folders.includes(mount.source))) ??
    own.find((each) => each.kinds.includes('next') || each.kinds.includes('payload')) ??
    own[0] ??
    null;
  if (container !== null) used.add(container.name);
  const fileSubjects = container === null ? [subject] : [subject, `container:${container.name}`];
  return { subject, project, container, fileSubjects };
}

function filesOf(context: ParseContext, subject: string): readonly Artifact[] {
  return appArtifacts.flatMap((id) => context.artifacts(id, subject));
}

/** A Next server that runs outside every container. */
function hostPlaces(context: ParseContext): AppPlace[] {
  const view = context.fact(processes);
  const runs = view.status === 'known' && view.value.items.some((each) => each.container === null && isNext(each));
  return runs ? [{ subject: 'host', project: null, container: null, fileSubjects: ['host'] }] : [];
}

function describeApp(context: ParseContext, place: AppPlace): NodeApp {
  const { container } = place;
  const files = packagesOf(context, effectiveSubjects(context, 'app.installed', place));
  const spoken =
    container === null && place.subject !== 'host' ? [] : runtimePackages(context, container?.name ?? null);
  const packages = strongest([...files.packages, ...spoken]);
  const process =
    container === null && place.subject !== 'host' ? null : servingProcess(context, container?.name ?? null);
  const build = place.fileSubjects.flatMap(
    (subject) => readArtifacts(context, 'app.build', readBuildFiles, subject).rows,
  );
  const buildFiles = build.flatMap((row) => row.value);
  const node = container === null ? null : nodeVersionOf(context, container, packages, buildFiles);
  const decoders = build.flatMap((row) => decoderOf(row.artifact, row.value) ?? []);
  const ref = files.refs[0] ?? container?.ref ?? process?.ref ?? firstRef(context, place.subject);
  return {
    subject: place.subject,
    project: place.project,
    container: container?.name ?? null,
    nodeVersion: node?.version ?? null,
    nodeVersionRef: node?.ref ?? null,
    libc: container === null ? null : libcOf(context, container, packages, buildFiles),
    packages,
    packagesComplete: files.complete,
    vendoredDecoder: decoders[0] ?? null,
    processStartedAt: process?.startedAt ?? container?.startedAt ?? null,
    installedAt: newestChange(buildFiles),
    commandLine: process?.args ?? null,
    nodeOptions: process?.env?.NODE_OPTIONS ?? clearOptions(container),
    networkFacing: container === null ? null : container.ports.length > 0 || container.networkMode === 'host' || null,
    ref,
  };
}

/** What lies in the container counts alone where it was read: the project's folder on the host may hold other versions. */
function effectiveSubjects(
  context: ParseContext,
  id: 'app.installed' | 'app.build',
  place: AppPlace,
): readonly string[] {
  const inside = place.fileSubjects.filter((subject) => subject.startsWith('container:'));
  const read = inside.some((subject) => context.artifacts(id, subject).some(hasContent));
  return read ? inside : place.fileSubjects;
}

/** What the running process says of itself: its title, and its banner in the log. */
function runtimePackages(context: ParseContext, container: string | null): AppPackage[] {
  return [...loadedPackages(context, container), ...(container === null ? [] : bannerPackages(context, container))];
}

function clearOptions(container: Container | null): string | null {
  return container?.env.find((entry) => entry.name === 'NODE_OPTIONS')?.value ?? null;
}

function firstRef(context: ParseContext, subject: string): EvidenceRef {
  const artifact = filesOf(context, subject).find((each) => gapOf(each) === null) ?? filesOf(context, subject)[0];
  return artifact === undefined ? { artifact: 'app.lockfile', subject } : refTo(artifact);
}
