import { posix } from 'node:path';
import { type Artifact, type Bundle, isTestimony } from '../core/evidence.js';
import { valueIfKnown } from '../core/fact.js';
import type { FactSource } from '../core/run-checks.js';
import { type Container, containers } from '../facts/containers.js';
import { nginxDumpFiles } from '../formats/nginx/index.js';
import { memberText } from './compose/item-words.js';
import { valueIn } from './compose/service-of.js';
import type { FileKind, SourceFile } from './model.js';

const wholeFiles: Readonly<Record<string, FileKind>> = { 'compose.file': 'compose', 'compose.env': 'compose-env' };

/**
 * The configuration files of a bundle that may be edited, with their texts as they were judged (secrets redacted).
 * A manifest that was read inside a container stands for the one in the folder that its service is built from.
 */
export function sourcesOf(bundle: Bundle, facts: FactSource): SourceFile[] {
  const artifacts = bundle.artifacts
    .filter((artifact) => artifact.status === 'ok' && !artifact.filtered && !isTestimony(artifact))
    .toSorted((a, b) => a.order - b.order);
  const files = artifacts.flatMap(filesOf);
  const built = builtManifests(artifacts, files, valueIfKnown(facts(containers)) ?? []);
  const seen = new Set<string>();
  return [...files, ...built].filter(({ path }) => !seen.has(path) && seen.add(path));
}

function filesOf(artifact: Artifact): SourceFile[] {
  const { id, subject } = artifact;
  if (id === 'nginx.config') return nginxFiles(artifact);
  if (id === 'host.cron') return sections(artifact).map(({ path, text }) => ({ path, text, kind: 'cron', subject }));
  if (id === 'host.persistence') return sshdFiles(artifact);
  if (id === 'app.source') return dockerfiles(artifact);
  const kind = id === 'app.package-json' && subject.startsWith('project:') ? 'package-json' : wholeFiles[id];
  const path = pathOf(artifact);
  return kind === undefined || path === null ? [] : [{ path, kind, subject, text: artifact.text() }];
}

/** The files that `nginx -T` printed. */
function nginxFiles(artifact: Artifact): SourceFile[] {
  const files = nginxDumpFiles(artifact.text()).filter(({ path }) => path.startsWith('/'));
  return files.map(({ path, text }) => ({ path, text, kind: 'nginx', subject: artifact.subject }));
}

function sshdFiles(artifact: Artifact): SourceFile[] {
  return sections(artifact)
    .filter(({ path }) => /^\/etc\/ssh\/sshd_config(?:\.d\/[^/]+\.conf)?$/.test(path))
    .map(({ path, text }) => ({ path, text, kind: 'sshd', subject: artifact.subject }));
}

/** Dockerfiles among the source of a project on the host. */
function dockerfiles(artifact: Artifact): SourceFile[] {
  const folder = pathOf(artifact);
  if (folder === null || !artifact.subject.startsWith('project:')) return [];
  return sections(artifact)
    .filter(({ path }) => /(?:^|\/)(?:Dockerfile|Containerfile)(?:\.[\w-]{1,40})?$/.test(path))
    .map(({ path, text }) => ({ path: posix.join(folder, path), text, kind: 'dockerfile', subject: artifact.subject }));
}

/** Texts under `==> path <==` headers (tail(1)), as the collector joins them: with a line feed in between. */
function sections(artifact: Artifact): { path: string; text: string }[] {
  const parts = artifact.text().split(/^==> (.{1,1000}) <==\n/m);
  const found: { path: string; text: string }[] = [];
  for (let at = 1; at + 1 < parts.length; at += 2) {
    const text = parts[at + 1] ?? '';
    found.push({ path: parts[at] ?? '', text: at + 2 < parts.length ? text.replace(/\n$/, '') : text });
  }
  return found;
}

function builtManifests(
  artifacts: readonly Artifact[],
  files: readonly SourceFile[],
  all: readonly Container[],
): SourceFile[] {
  return artifacts
    .filter(({ id, subject }) => id === 'app.package-json' && subject.startsWith('container:'))
    .flatMap((artifact): SourceFile[] => {
      const container = all.find(({ name }) => artifact.subject === `container:${name}`);
      const folder = container === undefined ? null : buildFolder(container, files);
      if (folder === null || container === undefined) return [];
      const subject = `project:${container.project ?? ''}`;
      return [{ path: posix.join(folder, 'package.json'), kind: 'package-json', subject, text: artifact.text() }];
    });
}

/** The folder that a container's service is built from; null when it is not built from one. */
function buildFolder(container: Container, files: readonly SourceFile[]): string | null {
  const own = files.filter(
    ({ kind, subject }) => kind === 'compose' && subject === `project:${container.project ?? ''}`,
  );
  for (const { path, text } of own.toReversed()) {
    const build = container.service === null ? undefined : valueIn(text, container.service, 'build');
    const context = typeof build === 'string' ? build : memberText(build, 'context');
    if (context !== null && !context.includes('$')) return posix.resolve(posix.dirname(path), context);
  }
  return null;
}

/** Absolute path on the host; null when the manifest does not say. */
function pathOf(artifact: Artifact): string | null {
  const path = artifact.source !== null && 'file' in artifact.source ? artifact.source.file : null;
  return path?.startsWith('/') ? path : null;
}
