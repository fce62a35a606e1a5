/** One tracked file as the index of git remembers it (gitformat-index(5)). */
export interface IndexEntry {
  readonly path: string;
  /** Object type and permission bits: 0o100644, 0o100755, 0o120000 (link), 0o160000 (submodule). */
  readonly mode: number;
  readonly sizeBytes: number;
  /** Milliseconds since 1970, whole seconds where git was built without finer times. */
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  /** SHA-1 of the blob in hexadecimal. */
  readonly blob: string;
  /** A sparse checkout leaves the file out on purpose. */
  readonly skipped: boolean;
}

const MAX_ENTRIES = 100_000;
const FIXED_BYTES = 62;

/**
 * Entries of an index of version 2, 3 or 4 with SHA-1 names; null for anything else (a split index, SHA-256). Read
 * directly: `git status` runs programs that a hostile repository names (clean filters, fsmonitor, lazy fetches).
 */
export function readGitIndex(bytes: Buffer): readonly IndexEntry[] | null {
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== 'DIRC') return null;
  const version = bytes.readUInt32BE(4);
  const count = bytes.readUInt32BE(8);
  if (version < 2 || version > 4 || count > MAX_ENTRIES) return null;
  const entries: IndexEntry[] = [];
  let [at, last] = [12, ''];
  for (let left = count; left > 0; left -= 1) {
    const found = readEntry(bytes, at, version, last);
    if (found === null) return null;
    at = found.next;
    last = found.entry.path;
    if (found.stage === 0) entries.push(found.entry);
  }
  return bytes.toString('latin1', at, at + 4) === 'link' ? null : entries;
}

interface ReadEntry {
  readonly entry: IndexEntry;
  readonly next: number;
  /** Other than 0 during a merge with conflicts. */
  readonly stage: number;
}

function readEntry(bytes: Buffer, at: number, version: number, last: string): ReadEntry | null {
  if (at + FIXED_BYTES + 2 > bytes.length) return null;
  const flags = bytes.readUInt16BE(at + 60);
  const extended = version >= 3 && (flags & 0x4000) !== 0;
  const nameAt = at + FIXED_BYTES + (extended ? 2 : 0);
  const name = version === 4 ? compressedName(bytes, nameAt, last) : plainName(bytes, nameAt, at);
  if (name === null) return null;
  const entry = {
    path: name.path,
    ctimeMs: timeAt(bytes, at),
    mtimeMs: timeAt(bytes, at + 8),
    mode: bytes.readUInt32BE(at + 24),
    sizeBytes: bytes.readUInt32BE(at + 36),
    blob: bytes.toString('hex', at + 40, at + 60),
    skipped: extended && (bytes.readUInt16BE(at + FIXED_BYTES) & 0x4000) !== 0,
  };
  return { entry, next: name.next, stage: (flags >> 12) & 3 };
}

/** Seconds, then nanoseconds. */
function timeAt(bytes: Buffer, at: number): number {
  return bytes.readUInt32BE(at) * 1000 + Math.floor(bytes.readUInt32BE(at + 4) / 1_000_000);
}

/** Versions 2 and 3 end a name with one to eight NUL, up to a multiple of eight bytes. */
function plainName(bytes: Buffer, nameAt: number, entryAt: number): { path: string; next: number } | null {
  const end = bytes.indexOf(0, nameAt);
  if (end < 0) return null;
  const length = end - entryAt;
  return { path: bytes.toString('utf8', nameAt, end), next: entryAt + length + (8 - (length % 8)) };
}

/** Version 4 cuts some bytes of the name before and appends the rest. */
function compressedName(bytes: Buffer, nameAt: number, last: string): { path: string; next: number } | null {
  let position = nameAt;
  let byte = bytes[position] ?? 0;
  let cut = byte & 0x7f;
  while ((byte & 0x80) !== 0 && position - nameAt < 4) {
    position += 1;
    byte = bytes[position] ?? 0;
    cut = ((cut + 1) << 7) | (byte & 0x7f);
  }
  const end = bytes.indexOf(0, position + 1);
  const before = Buffer.from(last);
  if (end < 0 || cut > before.length) return null;
  const path = Buffer.concat([before.subarray(0, before.length - cut), bytes.subarray(position + 1, end)]).toString();
  return { path, next: end + 1 };
}
