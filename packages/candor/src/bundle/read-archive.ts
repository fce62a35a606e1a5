import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { createTarDecoder } from 'modern-tar';
import { CandorError } from '../core/errors.js';
import { pathObjection } from './safe-path.js';

/** Bounds on an archive: an honest bundle stays far below; a bomb does not. */
export const archiveLimits = { entries: 10_000, totalBytes: 1024 ** 3 } as const;

/** Reads a .tar or .tar.gz stream into memory. Only regular files are taken; a first common folder is dropped. */
export async function readArchive(
  name: string,
  input: AsyncIterable<Buffer>,
  limits: { entries: number; totalBytes: number } = archiveLimits,
): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  let total = 0;
  let entries = 0;
  const tooLarge = (what: string) =>
    new CandorError('BUNDLE_TOO_LARGE', `${name}: ${what}`, {
      hint: 'unpack it yourself into a folder if you trust it, and pass the folder',
    });
  try {
    const stream = await unzipped(input);
    const decoded = Readable.toWeb(stream).pipeThrough(createTarDecoder() as never); // the web-stream types of Node and the library differ in name only
    for await (const entry of decoded as unknown as AsyncIterable<TarEntry>) {
      if (++entries > limits.entries) throw tooLarge(`more than ${limits.entries} entries`);
      const path = entry.header.name.replace(/^\.\//, '').replace(/\/$/, '');
      if (entry.header.type === 'directory' || path === '' || path === '.') {
        await entry.body.cancel();
        continue;
      }
      check(name, path, entry.header.type);
      total += entry.header.size;
      if (total > limits.totalBytes) throw tooLarge(`unpacks to more than ${limits.totalBytes} bytes`);
      files.set(path, await contentOf(entry));
    }
  } catch (error) {
    if (error instanceof CandorError) throw error;
    throw new CandorError(
      'BUNDLE_ARCHIVE',
      `${name} is not a readable tar or tar.gz archive: ${error instanceof Error ? error.message : String(error)}`,
      {
        hint: 'make one with `candor collect -o bundle.tar.gz`, or pass a folder',
        cause: error,
      },
    );
  }
  return withoutCommonFolder(files);
}

/** One copy of the content and no more: pieces joined at the end would be two. The size is the header's, checked before. */
async function contentOf({ header, body }: TarEntry): Promise<Buffer> {
  const content = Buffer.allocUnsafe(header.size);
  let filled = 0;
  for await (const chunk of body) {
    content.set(chunk, filled);
    filled += chunk.length;
  }
  if (filled < header.size) throw new Error(`it ends within ${header.name} (${filled} of ${header.size} bytes)`);
  return content;
}

interface TarEntry {
  readonly header: { readonly name: string; readonly type?: string; readonly size: number };
  readonly body: ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>;
}

function check(archive: string, path: string, type: string | undefined): void {
  if (type !== undefined && type !== 'file') {
    throw new CandorError('BUNDLE_PATH_ESCAPES', `${archive}: "${path.slice(0, 200)}" is a ${type}, not a file`, {
      hint: 'a bundle holds plain files only',
    });
  }
  const objection = pathObjection(path);
  if (objection)
    throw new CandorError('BUNDLE_PATH_ESCAPES', `${archive}: the path "${path.slice(0, 200)}" ${objection}`, {
      hint: 'this archive was not made by candor',
    });
}

async function unzipped(input: AsyncIterable<Buffer>): Promise<Readable> {
  const iterator = input[Symbol.asyncIterator]();
  const first = await iterator.next();
  const head = first.done ? Buffer.alloc(0) : Buffer.from(first.value);
  const rest = Readable.from(
    (async function* () {
      if (head.length > 0) yield head;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield Buffer.from(next.value);
    })(),
    { objectMode: false },
  );
  if (head.length === 0) throw new Error('it is empty');
  if (head[0] !== 0x1f || head[1] !== 0x8b) return rest;
  const gunzip = createGunzip();
  rest.on('error', (error) => gunzip.destroy(error));
  return rest.pipe(gunzip);
}

function withoutCommonFolder(files: Map<string, Buffer>): Map<string, Buffer> {
  if (files.has('manifest.json')) return files;
  const manifest = [...files.keys()].find((path) => /^[^/]+\/manifest\.json$/.test(path));
  if (!manifest) return files;
  const folder = manifest.slice(0, -'manifest.json'.length);
  return new Map(
    [...files]
      .filter(([path]) => path.startsWith(folder))
      .map(([path, content]) => [path.slice(folder.length), content]),
  );
}
