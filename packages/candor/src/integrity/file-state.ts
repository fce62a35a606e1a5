/** A path as bytes, one character (U+0000–U+00FF) a byte: a name that is no UTF-8 is a name like any other. */
export type BytePath = string;

/** What an entry is; `mount` is a folder where another file system begins: what it hides is not looked at. */
export type EntryKind = 'file' | 'folder' | 'link' | 'mount' | 'other';

/** What is kept of one entry: stat(2), a link's target, and the content's hash. */
export interface FileState {
  readonly kind: EntryKind;
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
  readonly owner: number;
  readonly group: number;
  readonly inode: string;
  readonly links: number;
  readonly sizeBytes: number;
  /** Nanoseconds since 1970, decimal: more than a number holds. */
  readonly mtimeNs: string;
  readonly ctimeNs: string;
  /** Where a link leads; null for anything else. */
  readonly target: string | null;
  /** SHA-256 of a regular file, hex; null for anything else, and for one that could not be read whole. */
  readonly sha256: string | null;
}

/**
 * What of an entry changed. `ctime` alone means that something was touched that stat(2) does not show: extended
 * attributes, ACL, capabilities, a rename and back, or a mode that was set back.
 */
export type Aspect =
  | 'kind'
  | 'content'
  | 'mode'
  | 'owner'
  | 'group'
  | 'inode'
  | 'links'
  | 'size'
  | 'mtime'
  | 'target'
  | 'ctime'
  | 'unread';

/** One difference from the baseline. */
export interface Change {
  readonly path: BytePath;
  readonly action: 'added' | 'changed' | 'removed';
  /** Empty unless `changed`. */
  readonly what: readonly Aspect[];
  readonly before: FileState | null;
  readonly after: FileState | null;
  /** Package that owned it when the baseline was made. */
  readonly owner: string | null;
}

/** True when stat(2) tells of no change; ctime moves with every change of content or inode, and cannot be set. */
export function looksUnchanged(before: FileState, after: FileState): boolean {
  return (
    before.ctimeNs === after.ctimeNs &&
    before.inode === after.inode &&
    before.kind === after.kind &&
    before.sizeBytes === after.sizeBytes &&
    before.mtimeNs === after.mtimeNs &&
    before.mode === after.mode &&
    before.owner === after.owner &&
    before.group === after.group
  );
}

/** What differs. A folder's times, size and links follow its entries, which are told themselves. */
export function differences(before: FileState, after: FileState): Aspect[] {
  if (before.kind !== after.kind) return ['kind'];
  const aspects: Aspect[] = [];
  const differ = (aspect: Aspect, one: unknown, other: unknown) => {
    if (one !== other) aspects.push(aspect);
  };
  if (after.kind === 'file') {
    if (after.sha256 === null && before.sha256 !== null) aspects.push('unread');
    else differ('content', before.sha256, after.sha256);
  }
  differ('target', before.target, after.target);
  differ('mode', before.mode, after.mode);
  differ('owner', before.owner, after.owner);
  differ('group', before.group, after.group);
  if (after.kind === 'mount') return aspects;
  differ('inode', before.inode, after.inode);
  if (after.kind === 'folder') return aspects;
  differ('links', before.links, after.links);
  differ('size', before.sizeBytes, after.sizeBytes);
  differ('mtime', before.mtimeNs, after.mtimeNs);
  if (aspects.length === 0) differ('ctime', before.ctimeNs, after.ctimeNs);
  return aspects;
}

/** The path for a person: as UTF-8. Control characters are still in it; the outlet escapes them. */
export function readablePath(path: BytePath): string {
  return Buffer.from(path, 'latin1').toString('utf8');
}

/** A path that a person or a file of ours wrote. */
export function bytePath(path: string): BytePath {
  return Buffer.from(path, 'utf8').toString('latin1');
}
