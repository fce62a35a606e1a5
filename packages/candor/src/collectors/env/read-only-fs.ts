/** Bytes of a file, and whether it was longer than asked for. */
export interface FileBytes {
  readonly bytes: Buffer;
  readonly truncated: boolean;
}

/** What stat(2) says, as far as evidence needs it. */
export interface FileStat {
  readonly kind: EntryKind;
  readonly sizeBytes: number;
  /** Permission bits with setuid, setgid and sticky (0o4755). */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: Date;
  readonly ctime: Date;
  readonly inode: number;
  readonly device: number;
}

/** Kinds of directory entries. */
export type EntryKind = 'file' | 'directory' | 'link' | 'socket' | 'other';

/** One name in a directory. */
export interface FileEntry {
  readonly name: string;
  readonly kind: EntryKind;
}

/** Digests that package databases and indicators use. */
export type DigestAlgorithm = 'sha256' | 'md5' | 'sha1';

/** Digests of a whole file in hexadecimal, empty for algorithms not asked for, with its first bytes. */
export interface FileDigest {
  readonly sha256: string;
  readonly md5: string;
  readonly sha1: string;
  readonly head: Buffer;
}

/**
 * Read-only view of a file tree from its own root. Symbolic links are resolved inside that root, so that a link in a
 * container (`/app/package.json -> /etc/shadow`) cannot lead to the host's files. Opening never blocks on a FIFO.
 * Every method rejects with the system's error (`ENOENT`, `EACCES`, …).
 */
export interface ReadOnlyFs {
  /** At most `maxBytes` (default 4 MiB) from the start, or from the end with `tail`. */
  read(path: string, options?: { readonly maxBytes?: number; readonly tail?: boolean }): Promise<FileBytes>;
  list(path: string): Promise<string[]>;
  entries(path: string): Promise<FileEntry[]>;
  stat(path: string): Promise<FileStat>;
  lstat(path: string): Promise<FileStat>;
  readLink(path: string): Promise<string>;
  /** Digests of a regular file (default: SHA-256); rejects with `EFBIG` beyond `maxBytes`. */
  digest(path: string, maxBytes: number, algorithms?: readonly DigestAlgorithm[]): Promise<FileDigest>;
  /** The first occurrence of `needle` with `after` more bytes, read in pieces; null when it is not there. */
  search(path: string, needle: string, after: number, maxBytes: number): Promise<string | null>;
  /** Free and total bytes and inodes of the file system that holds the path (statfs(2)). */
  space(path: string): Promise<{ bytes: number; bytesFree: number; inodes: number; inodesFree: number }>;
  /** The view from another root, such as `/proc/PID/root`. */
  within(root: string): ReadOnlyFs;
  /** Where a path of this view is in the machine's own tree, links unresolved. */
  absolute(path: string): string;
}
