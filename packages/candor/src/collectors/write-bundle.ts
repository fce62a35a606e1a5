import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { packTar } from 'modern-tar';
import { contentOf } from '../core/artifact-content.js';
import type { Artifact, Bundle, BundleHeader } from '../core/evidence.js';
import type { CollectedArtifact } from './collected.js';

const compress = promisify(gzip);

/** A file of a bundle, its path below the bundle's root. */
interface BundleFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** The artefacts as the judging half reads them, without touching a disk. */
export function toBundle(artifacts: readonly CollectedArtifact[], header: BundleHeader): Bundle {
  const paths = artifactPaths(artifacts);
  return {
    header,
    artifacts: artifacts.map((artifact, index) => toArtifact(artifact, paths[index] ?? null)),
    warnings: [],
  };
}

/** Writes a bundle (evidence.md) into a folder that is created, files readable by the owner alone. */
export async function writeBundleFolder(
  folder: string,
  artifacts: readonly CollectedArtifact[],
  header: BundleHeader,
): Promise<void> {
  await mkdir(`${folder}/artifacts`, { recursive: true, mode: 0o700 });
  for (const { path, bytes } of bundleFiles(artifacts, header))
    await writeFile(`${folder}/${path}`, bytes, { mode: 0o600 });
}

/** A bundle as the bytes of a .tar.gz. */
export async function packBundle(artifacts: readonly CollectedArtifact[], header: BundleHeader): Promise<Buffer> {
  const entries = bundleFiles(artifacts, header).map(({ path, bytes }) => ({
    header: { name: path, size: bytes.length, mode: 0o600, mtime: header.capturedAt, type: 'file' as const },
    body: new Uint8Array(bytes),
  }));
  return compress(await packTar(entries));
}

function bundleFiles(artifacts: readonly CollectedArtifact[], header: BundleHeader): BundleFile[] {
  const paths = artifactPaths(artifacts);
  const rows = artifacts.map((artifact, index) => manifestRow(artifact, paths[index] ?? null));
  const manifest = {
    format: header.format,
    capturedAt: header.capturedAt.toISOString(),
    collector: header.collector,
    host: header.host,
    window: { since: header.window.since?.toISOString() ?? null },
    privileges: header.privileges,
    artifacts: rows,
  };
  const files = artifacts.flatMap((artifact, index): BundleFile[] => {
    const path = paths[index];
    return path === null || path === undefined ? [] : [{ path, bytes: artifact.content }];
  });
  return [{ path: 'manifest.json', bytes: Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`) }, ...files];
}

function manifestRow(artifact: CollectedArtifact, path: string | null) {
  const { id, subject, order, source, status, detail, filtered, capturedAt, content } = artifact;
  return {
    id,
    subject,
    order,
    ...(path === null ? {} : { path }),
    ...(source === null ? {} : { source }),
    ...(filtered ? { filtered } : {}),
    capturedAt: capturedAt.toISOString(),
    status,
    ...(detail === null ? {} : { detail }),
    ...(path === null ? {} : { sha256: createHash('sha256').update(content).digest('hex'), sizeBytes: content.length }),
  };
}

/** Names of our own making: nothing that a container or a project is called ends up in a path. */
function artifactPaths(artifacts: readonly CollectedArtifact[]): (string | null)[] {
  return artifacts.map(({ id, status }, index) =>
    status === 'ok' || status === 'truncated'
      ? `artifacts/${String(index + 1).padStart(3, '0')}-${id.replaceAll('.', '-')}`
      : null,
  );
}

function toArtifact(artifact: CollectedArtifact, path: string | null): Artifact {
  const { content, ...rest } = artifact;
  return { ...rest, path, ...contentOf(content) };
}
