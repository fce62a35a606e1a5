import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from './bundle-files.js';
import { readArchive } from './read-archive.js';
import { readBundle, readBundleFiles } from './read-bundle.js';

const bundles = join(import.meta.dirname, '../../../../test/bundles');

async function* once(buffer: Uint8Array) {
  yield Buffer.from(buffer);
}

function manifest(change: object = {}, artifact: object = {}): string {
  return JSON.stringify({
    format: 'candor-evidence/1',
    capturedAt: '2026-01-01T00:00:00Z',
    collector: { name: 'x', version: '1', mode: 'manual' },
    host: { name: 'h' },
    artifacts: [{ id: 'host.uname', subject: 'host', path: 'artifacts/u', status: 'ok', ...artifact }],
    ...change,
  });
}

function read(text: string, files: Record<string, string> = { 'artifacts/u': 'Linux' }) {
  return readBundleFiles(
    memoryFiles(
      'b',
      new Map([
        ['manifest.json', Buffer.from(text)],
        ...Object.entries(files).map(([k, v]) => [k, Buffer.from(v)] as const),
      ]),
    ),
  );
}

describe('a bundle is read', () => {
  it.each(readdirSync(bundles).filter((name) => !name.endsWith('.json')))(
    '%s: as a folder, a tar and a tar.gz, with equal content',
    async (name) => {
      const folder = join(bundles, name);
      const fromFolder = await readBundle(folder, once(Buffer.alloc(0)));
      const entries = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => {
          const path = join(entry.parentPath, entry.name);
          const body = new Uint8Array(readFileSync(path));
          return { header: { name: `x/${path.slice(folder.length + 1)}`, size: body.length }, body };
        });
      const tar = await packTar(entries);
      for (const bytes of [tar, gzipSync(tar)]) {
        const fromTar = await readBundle('-', once(bytes));
        expect(fromTar.artifacts.map((a) => [a.id, a.subject, a.text()])).toEqual(
          fromFolder.artifacts.map((a) => [a.id, a.subject, a.text()]),
        );
      }
      expect(fromFolder.warnings).toEqual([]);
    },
  );

  it('keeps unknown ids and keys, with a warning each', () => {
    const bundle = read(manifest({ surprise: 1 }, { id: 'host.tea', colour: 'red' }));
    expect(bundle.warnings).toEqual([
      'manifest.json: unknown key "surprise" kept and not used',
      'artifacts[0] (host.tea): unknown key "colour" kept and not used',
      'artifacts[0] (host.tea): unknown artefact id; kept, but nothing reads it',
    ]);
    expect(bundle.artifacts[0]?.text()).toBe('Linux');
  });

  it('turns a missing file into an artefact in error, and reads the rest', () => {
    const bundle = read(manifest({}, { path: 'artifacts/none' }));
    expect(bundle.artifacts[0]?.status).toBe('error');
    expect(bundle.warnings[0]).toContain('artifacts/none');
  });

  it('ignores the path of an artefact without content', () => {
    expect(read(manifest({}, { status: 'denied', path: '../../etc/shadow' })).artifacts[0]?.text()).toBe('');
  });
});

describe('a bad bundle is refused with the name of the thing', () => {
  it.each([
    ['no JSON', '{', 'BUNDLE_MANIFEST'],
    ['newer format', manifest({ format: 'candor-evidence/2' }), 'BUNDLE_FORMAT_NEWER'],
    ['other format', manifest({ format: 'zip' }), 'BUNDLE_MANIFEST'],
    ['bad time', manifest({ capturedAt: 'yesterday' }), 'BUNDLE_MANIFEST'],
    ['bad status', manifest({}, { status: 'fine' }), 'BUNDLE_MANIFEST'],
    ['parent path', manifest({}, { path: '../x' }), 'BUNDLE_PATH_ESCAPES'],
    ['hidden parent path', manifest({}, { path: 'artifacts/../../x' }), 'BUNDLE_PATH_ESCAPES'],
    ['absolute path', manifest({}, { path: '/etc/passwd' }), 'BUNDLE_PATH_ESCAPES'],
    ['wrong hash', manifest({}, { sha256: '0'.repeat(64) }), 'BUNDLE_HASH_MISMATCH'],
    ['wrong size', manifest({}, { sizeBytes: 4 }), 'BUNDLE_HASH_MISMATCH'],
    [
      'hashes missing in a collected bundle',
      manifest({ collector: { name: 'candor', version: '1', mode: 'local' } }),
      'BUNDLE_MANIFEST',
    ],
  ])('%s', (_title, text, code) => {
    expect(() => read(text)).toThrowError(expect.objectContaining({ code, exitCode: 65 }));
  });

  it('accepts the right hash and size', () => {
    const sha256 = createHash('sha256').update('Linux').digest('hex');
    expect(read(manifest({}, { sha256, sizeBytes: 5 })).artifacts[0]?.status).toBe('ok');
  });

  it('a symbolic link in a folder', async () => {
    const root = mkdtempSync(join(tmpdir(), 'candor-bundle-'));
    mkdirSync(join(root, 'artifacts'));
    symlinkSync('/etc/hostname', join(root, 'artifacts/u'));
    writeFileSync(join(root, 'manifest.json'), manifest());
    await expect(readBundle(root, once(Buffer.alloc(0)))).rejects.toMatchObject({ code: 'BUNDLE_PATH_ESCAPES' });
  });

  it('a path that does not exist', async () => {
    await expect(readBundle('/nowhere/at/all', once(Buffer.alloc(0)))).rejects.toMatchObject({
      code: 'BUNDLE_NOT_FOUND',
    });
  });

  it.each([
    ['garbage', Buffer.from('hello, this is not a tar file at all')],
    ['nothing', Buffer.alloc(0)],
    ['a cut gzip', gzipSync(Buffer.alloc(100_000, 7)).subarray(0, 40)],
  ])('%s on standard input', async (_title, bytes) => {
    await expect(readBundle('-', once(bytes))).rejects.toMatchObject({ exitCode: 65 });
  });

  it.each([
    ['a link', { name: 'artifacts/u', size: 0, type: 'symlink' as const, linkname: '/etc/passwd' }],
    ['a parent path', { name: '../x', size: 0 }],
  ])('%s in an archive', async (_title, header) => {
    const tar = await packTar([{ header, body: '' }]);
    await expect(readArchive('t', once(tar))).rejects.toMatchObject({ exitCode: 65 });
  });

  it('a tar bomb', async () => {
    const tar = await packTar([{ header: { name: 'zeros', size: 5_000_000 }, body: new Uint8Array(5_000_000) }]);
    await expect(readArchive('t', once(gzipSync(tar)), { entries: 10, totalBytes: 1_000_000 })).rejects.toMatchObject({
      code: 'BUNDLE_TOO_LARGE',
    });
  });

  it('an archive that ends within a file', async () => {
    const tar = await packTar([{ header: { name: 'log', size: 100_000 }, body: new Uint8Array(100_000) }]);
    await expect(readArchive('t', once(Buffer.from(tar.subarray(0, 50_000))))).rejects.toMatchObject({
      code: 'BUNDLE_ARCHIVE',
      message: expect.stringMatching(/ends within log \(\d+ of 100000 bytes\)/),
    });
  });
});

describe('a large artefact of a folder', () => {
  it.each([
    ['in pieces where it is large', 17_000_001, 65_536],
    ['at once where it is small', 100_001, 100_001],
    ['as nothing where it is empty', 0, 0],
  ])('is read %s, and is the same bytes', async (_case, sizeBytes, largest) => {
    const root = mkdtempSync(join(tmpdir(), 'candor-bundle-'));
    try {
      const content = Buffer.alloc(sizeBytes, 'GET /shows/1 200 in 3ms\n');
      const sha256 = createHash('sha256').update(content).digest('hex');
      mkdirSync(join(root, 'artifacts'));
      writeFileSync(join(root, 'artifacts/u'), content);
      writeFileSync(join(root, 'manifest.json'), manifest({}, { sha256, sizeBytes }));
      const artifact = (await readBundle(root, once(Buffer.alloc(0)))).artifacts[0];
      const pieces = [...(artifact?.pieces() ?? [])];
      expect(Buffer.concat(pieces).equals(content)).toBe(true);
      expect(Math.max(...pieces.map((piece) => piece.length))).toBe(largest);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
