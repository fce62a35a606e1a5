import type { Source } from '../events/source-kind.js';
import type { FileCursor } from '../tail/cursor.js';
import { FileFollower } from '../tail/file-follower.js';
import type { Feed } from './feed.js';

/** A followed file. */
export function fileFeed(source: Source, path: string, cursor: unknown, fromStart: boolean, now: Date): Feed {
  const cursors = Array.isArray(cursor) ? (cursor as FileCursor[]) : []; // written from FileFollower's own cursors
  const follower = FileFollower.open(path, cursors, { fromStart, now });
  return {
    source,
    poll: (at, budgetBytes) => {
      const { chunks, cursors: next, losses, drained, cutLines } = follower.poll(at, budgetBytes);
      const cut =
        cutLines > 0
          ? [{ path, at, because: `${cutLines} pieces of lines longer than a megabyte are kept apart`, bytes: 0 }]
          : [];
      return { chunks, cursor: next, losses: [...losses, ...cut], drained };
    },
    close: () => follower.close(),
  };
}
