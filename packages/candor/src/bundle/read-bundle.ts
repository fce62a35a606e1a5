import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { type ArtifactContent, contentOf } from '../core/artifact-content.js';
import { CandorError } from '../core/errors.js';
import type { Artifact, ArtifactSource, Bundle, BundleHeader } from '../core/evidence.js';
import { type BundleFiles, folderFiles, memoryFiles } from './bundle-files.js';
import { type Manifest, type ManifestArtifact, readManifest } from './manifest.js';
import { readArchive } from './read-archive.js';

/** Largest manifest that is read, in bytes; one of 20,000 artefacts has about 8 MB. */
const manifestLimitBytes = 16 << 20;

/** Reads a bundle from a folder, a .tar, a .tar.gz, or `-` (standard input). */
export async function readBundle(from: string, stdin: AsyncIterable<Buffer>): Promise<Bundle> {
  if (from === '-') return readBundleFiles(memoryFiles('standard input', await readArchive('standard input', stdin)));
  const stat = statSync(from, { throwIfNoEntry: false });
  if (!stat)
    throw new CandorError('BUNDLE_NOT_FOUND', `no bundle at ${from}`, {
      hint: 'pass a folder with a manifest.json, a .tar.gz, or - for standard input',
    });
  if (stat.isDirectory()) return readBundleFiles(folderFiles(from));
  return readBundleFiles(memoryFiles(from, await readArchive(from, createReadStream(from))));
}

/** Reads a bundle from its files: checks manifest, paths, sizes and hashes. */
export function readBundleFiles(files: BundleFiles): Bundle {
  const size = files.size('manifest.json');
  if (size === null)
    throw new CandorError('BUNDLE_NOT_FOUND', `${files.name} has no manifest.json`, {
      hint: 'a bundle is a folder (or tar) with manifest.json and artifacts/',
    });
  if (size > manifestLimitBytes)
    throw new CandorError(
      'BUNDLE_TOO_LARGE',
      `${files.name}/manifest.json has ${size} bytes; at most ${manifestLimitBytes} are read`,
    );
  const { manifest, warnings } = readManifest(files.name, files.read('manifest.json').toString('utf8'));
  const header = headerOf(manifest);
  const artifacts = manifest.artifacts.map((entry, index) => toArtifact(entry, index, header, files, warnings));
  return { header, artifacts: artifacts.sort(inOrder), warnings };
}

function headerOf(manifest: Manifest): BundleHeader {
  const since = manifest.window?.since;
  return {
    format: 'candor-evidence/1',
    capturedAt: new Date(manifest.capturedAt),
    collector: { name: manifest.collector.name, version: manifest.collector.version, mode: manifest.collector.mode },
    host: {
      name: manifest.host?.name ?? 'unnamed host',
      cpus: manifest.host?.cpus ?? null,
      memoryBytes: manifest.host?.memoryBytes ?? null,
      timezone: manifest.host?.timezone ?? null,
    },
    window: { since: since ? new Date(since) : null },
    privileges: { uid: manifest.privileges?.uid ?? null },
  };
}

function toArtifact(
  entry: ManifestArtifact,
  index: number,
  header: BundleHeader,
  files: BundleFiles,
  warnings: string[],
): Artifact {
  const carries = entry.status === 'ok' || entry.status === 'truncated';
  const path = carries ? (entry.path ?? null) : null;
  const found = path === null ? null : files.size(path);
  const missing = carries && found === null;
  if (missing) warnings.push(`${entry.id} (${entry.subject}): the file ${path ?? '(no path)'} is not in the bundle`);
  if (path !== null && !missing) verify(entry, path, header, files);
  return {
    id: entry.id,
    subject: entry.subject,
    order: entry.order ?? index,
    path,
    source: sourceOf(entry.source),
    filtered: entry.filtered ?? false,
    capturedAt: entry.capturedAt ? new Date(entry.capturedAt) : header.capturedAt,
    status: missing ? 'error' : entry.status,
    detail: missing ? `the bundle does not contain ${path ?? 'it'}` : (entry.detail ?? null),
    ...(path === null || found === null ? contentOf('') : lazyContent(files, path, found)),
  };
}

/** Larger contents are read again when they are asked for again: logs, which are read in pieces and once. */
const keptBytes = 16 << 20;

/** Bytes are read on first use and kept: most checks look at most artefacts more than once. */
function lazyContent(files: BundleFiles, path: string, sizeBytes: number): ArtifactContent {
  let kept: Buffer | null = null;
  let text: string | null = null;
  const bytes = () => {
    const found = kept ?? files.read(path);
    if (found.length <= keptBytes) kept = found;
    return found;
  };
  return {
    sizeBytes,
    bytes,
    text: () => {
      text ??= bytes().toString('utf8');
      return text;
    },
    pieces: () => (sizeBytes <= keptBytes ? [bytes()] : files.pieces(path)),
  };
}

function verify(entry: ManifestArtifact, path: string, header: BundleHeader, files: BundleFiles): void {
  if (header.collector.mode !== 'manual' && (entry.sha256 === undefined || entry.sizeBytes === undefined)) {
    throw new CandorError('BUNDLE_MANIFEST', `${files.name}: ${path} has no sha256 or sizeBytes`, {
      hint: 'only hand-made bundles (mode "manual") may leave them out',
    });
  }
  if (entry.sha256 === undefined && entry.sizeBytes === undefined) return;
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for (const piece of files.pieces(path)) {
    hash.update(piece);
    sizeBytes += piece.length;
  }
  const actual = hash.digest('hex');
  if (
    (entry.sizeBytes !== undefined && entry.sizeBytes !== sizeBytes) ||
    (entry.sha256 !== undefined && entry.sha256.toLowerCase() !== actual)
  ) {
    throw new CandorError(
      'BUNDLE_HASH_MISMATCH',
      `${files.name}: ${path} is not what the manifest says (sha256 ${actual.slice(0, 12)}…, ${sizeBytes} bytes)`,
      {
        hint: 'the file was changed after collection: collect again, or find out who changed it',
      },
    );
  }
}

function sourceOf(source: ManifestArtifact['source']): ArtifactSource | null {
  if (!source) return null;
  if (source.testimony !== undefined) return { testimony: source.testimony };
  if (source.command !== undefined) return { command: source.command, exitCode: source.exitCode ?? null };
  if (source.file !== undefined) return { file: source.file };
  return source.api === undefined ? null : { api: source.api };
}

function inOrder(a: Artifact, b: Artifact): number {
  return a.order - b.order;
}
