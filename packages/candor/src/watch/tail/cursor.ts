/**
 * A place in a followed file. The file is known again by device, inode and the hash of its first bytes, because names
 * move on rotation and inode numbers are used again.
 */
export interface FileCursor {
  readonly device: string;
  readonly inode: string;
  /** Bytes that were read, up to the end of a whole line. */
  readonly offset: number;
  /** How many bytes from the start `headHash` covers, at most {@link headLimitBytes}. */
  readonly headBytes: number;
  /** SHA-256 of these bytes, hex. */
  readonly headHash: string;
}

/** Enough of a file to tell it from another: a first log line with its time. */
export const headLimitBytes = 512;

/** What was lost, and why: a hole is said, never passed over. */
export interface Loss {
  readonly path: string;
  readonly at: Date;
  readonly because: string;
  /** Null when it cannot be known. */
  readonly bytes: number | null;
}
