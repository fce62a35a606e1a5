import { type Artifact, type Bundle, isTestimony } from '../core/evidence.js';
import { nginxDumpFiles } from '../formats/nginx/index.js';
import type { FileKind, SourceFile } from './model.js';

const kinds: Readonly<Record<string, FileKind>> = { 'compose.file': 'compose', 'compose.env': 'compose-env' };

/** The configuration files of a bundle that may be edited, with their texts as they were judged (secrets redacted). */
export function sourcesOf(bundle: Bundle): SourceFile[] {
  const files = bundle.artifacts
    .filter((artifact) => artifact.status === 'ok' && !artifact.filtered && !isTestimony(artifact))
    .toSorted((a, b) => a.order - b.order)
    .flatMap(filesOf);
  const seen = new Set<string>();
  return files.filter(({ path }) => !seen.has(path) && seen.add(path));
}

function filesOf(artifact: Artifact): SourceFile[] {
  if (artifact.id === 'nginx.config') return nginxFiles(artifact);
  const kind = kinds[artifact.id];
  const path = pathOf(artifact);
  return kind === undefined || path === null ? [] : [{ path, kind, subject: artifact.subject, text: artifact.text() }];
}

/** The files that `nginx -T` printed. */
function nginxFiles(artifact: Artifact): SourceFile[] {
  const files = nginxDumpFiles(artifact.text()).filter(({ path }) => path.startsWith('/'));
  return files.map(({ path, text }) => ({ path, text, kind: 'nginx', subject: artifact.subject }));
}

/** Absolute path on the host; null when the manifest does not say. */
function pathOf(artifact: Artifact): string | null {
  const path = artifact.source !== null && 'file' in artifact.source ? artifact.source.file : null;
  return path?.startsWith('/') ? path : null;
}
