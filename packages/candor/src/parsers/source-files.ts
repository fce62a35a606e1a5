import { type Artifact, hasContent, isTestimony } from '../core/evidence.js';
import type { Gap } from '../core/fact.js';
import { nameOf } from './node-app-packages.js';
import type { ParseContext } from './parser.js';
import { readTar } from './read-tar.js';
import { gapOf } from './readings.js';

/** One file of an app's source. */
export interface SourceFile {
  readonly artifact: Artifact;
  /** Path below the project's folder, without a leading `./`. */
  readonly path: string;
  readonly text: string;
}

/** The source of one subject. */
export interface SourceTree {
  readonly subject: string;
  readonly files: readonly SourceFile[];
  /** Why it may not be whole; null = it is. */
  readonly gap: Gap | null;
  readonly first: Artifact;
}

/** Largest file that is read as text, in characters. */
const fileLimit = 2 << 20;

/** Sources by subject: `app.source` as a tar, as one file each, or joined with `==> path <==` headers (tail(1)). */
export function sourceTrees(context: ParseContext): readonly SourceTree[] {
  const bySubject = new Map<string, Artifact[]>();
  for (const artifact of context.artifacts('app.source')) {
    bySubject.set(artifact.subject, [...(bySubject.get(artifact.subject) ?? []), artifact]);
  }
  return [...bySubject].flatMap(([subject, artifacts]) => {
    const readable = artifacts.filter((each) => hasContent(each) && !isTestimony(each));
    const first = readable[0];
    if (first === undefined) return [];
    const gap = artifacts.map(gapOf).find((each) => each !== null) ?? null;
    return [{ subject, files: readable.flatMap(filesOf), gap, first }];
  });
}

/** The hole that missing or unreadable sources leave. */
export function sourceGap(context: ParseContext): Gap {
  const blind = context
    .artifacts('app.source')
    .map(gapOf)
    .find((each) => each !== null);
  return blind ?? { reason: 'not-collected', detail: 'app.source was not collected' };
}

function filesOf(artifact: Artifact): SourceFile[] {
  const bytes = artifact.bytes();
  if (bytes.subarray(257, 262).toString('latin1') === 'ustar') {
    return readTar(bytes).map((entry) => file(artifact, entry.path, entry.text()));
  }
  const text = artifact.text();
  return text.startsWith('==> ') ? joinedFiles(artifact, text) : [file(artifact, nameOf(artifact), text)];
}

function joinedFiles(artifact: Artifact, text: string): SourceFile[] {
  const parts = text.split(/^==> (.{1,1000}) <==$/m).slice(1);
  const files: SourceFile[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    files.push(file(artifact, parts[at] ?? '', (parts[at + 1] ?? '').replace(/^\n/, '')));
  }
  return files;
}

function file(artifact: Artifact, path: string, text: string): SourceFile {
  return { artifact, path: path.replace(/^\.\//, ''), text: text.slice(0, fileLimit) };
}
