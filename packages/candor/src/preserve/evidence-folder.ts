import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, mkdirSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One piece that was kept, or why it was not. */
export interface KeptPiece {
  /** Path within the evidence folder; null when nothing could be kept. */
  readonly file: string | null;
  /** Where it was: `/proc/7/exe`, a path of the host, an API call. */
  readonly source: string;
  readonly sizeBytes: number;
  /** SHA-256 of what was kept, hex; null when nothing was. */
  readonly sha256: string | null;
  /** Why it is missing or cut; null when whole. */
  readonly detail: string | null;
}

/** Longest single file that is kept, and most bytes in all. */
export const largestFileBytes = 256 * 1024 * 1024;
export const largestFolderBytes = 2 * 1024 * 1024 * 1024;

const chunkBytes = 1 << 20;

/** A folder that evidence goes into: every piece is hashed while it is written, nothing is written over, failures are kept as words. */
export class EvidenceFolder {
  readonly path: string;
  readonly pieces: KeptPiece[] = [];
  readonly #copied = new Map<string, KeptPiece>();
  #bytes = 0;

  constructor(path: string) {
    this.path = path;
    mkdirSync(path, { recursive: true, mode: 0o700 });
  }

  /** Keeps a text, secrets taken out by the caller. */
  addText(file: string, source: string, text: string): void {
    this.#tried(source, () => {
      const bytes = Buffer.from(text);
      writeFileSync(this.#place(file), bytes, { mode: 0o600, flag: 'wx' });
      this.#kept(file, source, bytes.length, createHash('sha256').update(bytes).digest('hex'), null);
    });
  }

  /** Copies a regular file as it is, at most {@link largestFileBytes}; links and devices are not followed. */
  copy(file: string, source: string, options: { readonly follow?: boolean } = {}): KeptPiece {
    this.#tried(source, () => {
      const flags = constants.O_RDONLY | constants.O_NONBLOCK | (options.follow ? 0 : constants.O_NOFOLLOW);
      const from = openSync(source, flags);
      try {
        const { dev, ino } = fstatSync(from);
        if (!fstatSync(from).isFile()) throw new Error('not a regular file');
        const same = this.#copied.get(`${dev}:${ino}`);
        if (same) this.pieces.push({ ...same, source, sizeBytes: 0, detail: `the same file as ${same.source}` });
        else {
          this.#copyFrom(from, file, source);
          const kept = this.pieces.at(-1);
          if (kept) this.#copied.set(`${dev}:${ino}`, kept);
        }
      } finally {
        closeSync(from);
      }
    });
    return this.pieces.at(-1) ?? this.missing(source, 'nothing was kept');
  }

  /** Notes what could not be kept. */
  missing(source: string, detail: string): KeptPiece {
    const piece = { file: null, source, sizeBytes: 0, sha256: null, detail };
    this.pieces.push(piece);
    return piece;
  }

  #copyFrom(from: number, file: string, source: string): void {
    const to = openSync(this.#place(file), 'wx', 0o600);
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(chunkBytes);
    let size = 0;
    let detail: string | null = null;
    try {
      for (;;) {
        const read = readSync(from, chunk, 0, chunk.length, null);
        if (read === 0) break;
        if (size + read > largestFileBytes || this.#bytes + size + read > largestFolderBytes) {
          detail = `cut after ${size} bytes`;
          break;
        }
        writeSync(to, chunk, 0, read);
        hash.update(chunk.subarray(0, read));
        size += read;
      }
    } finally {
      closeSync(to);
    }
    this.#kept(file, source, size, hash.digest('hex'), detail);
  }

  #place(file: string): string {
    const path = join(this.path, file);
    if (!path.startsWith(`${this.path}/`)) throw new Error('the name leaves the evidence folder');
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return path;
  }

  #kept(file: string, source: string, sizeBytes: number, sha256: string, detail: string | null): void {
    this.#bytes += sizeBytes;
    this.pieces.push({ file, source, sizeBytes, sha256, detail });
  }

  #tried(source: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.missing(source, error instanceof Error ? error.message.slice(0, 300) : 'failed');
    }
  }
}

/** A name of the host as part of a file name: nothing but letters, digits, dot, dash and underscore. */
export function fileNameOf(text: string): string {
  return (
    text
      .replace(/[^\w.-]+/g, '_')
      .replace(/^[._]+/, '')
      .slice(0, 100) || 'unnamed'
  );
}
