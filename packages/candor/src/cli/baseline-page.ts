import { type Aspect, type Change, type FileState, readablePath } from '../integrity/file-state.js';
import type { Verification } from '../integrity/verify-baseline.js';
import { plainLine } from './plain-text.js';

/** Lines of a page; all changes are in `--json`. */
const mostLines = 100;

/** What a verification cannot see, said each time. */
export const notCovered =
  'not read: extended attributes, ACL and capabilities (their change shows as a moved ctime); what a kernel module or a changed system call hides';

/** A verification for a terminal. */
export function baselinePage(found: Verification, at: Date): string {
  const { unexplained, explained, untold, blind, looked } = found;
  const total = unexplained.length + untold;
  const lines = [
    ...explained.map(({ by, changes }) => `${changes.length} files changed by ${plainLine(by)}`),
    ...unexplained.slice(0, mostLines).map(changeLine),
    ...(total > mostLines ? [`… and ${total - mostLines} more; --json has them`] : []),
    ...blind
      .slice(0, 10)
      .map(({ path, why }) => `could not be looked at: ${plainLine(readablePath(path))} (${plainLine(why)})`),
    ...(blind.length > 10 ? [`… and ${blind.length - 10} more places`] : []),
    `${looked} entries compared with the baseline of ${at.toISOString()}; ${
      total === 0 ? 'no unexplained change' : `${total} unexplained ${total === 1 ? 'change' : 'changes'}`
    }`,
    notCovered,
  ];
  return `${lines.join('\n')}\n`;
}

function changeLine({ path, action, what, before, after }: Change): string {
  const name = plainLine(readablePath(path));
  if (before === null || after === null) return `${action.padEnd(7)}  ${name}`;
  return `${action.padEnd(7)}  ${name}: ${what.map((aspect) => words(aspect, before, after)).join(', ')}`;
}

function words(aspect: Aspect, before: FileState, after: FileState): string {
  switch (aspect) {
    case 'kind':
      return `was a ${before.kind}, is a ${after.kind}`;
    case 'mode':
      return `mode ${octal(before.mode)} → ${octal(after.mode)}`;
    case 'owner':
      return `owner ${before.owner} → ${after.owner}`;
    case 'group':
      return `group ${before.group} → ${after.group}`;
    case 'links':
      return `links ${before.links} → ${after.links}`;
    case 'size':
      return `size ${before.sizeBytes} → ${after.sizeBytes}`;
    case 'target':
      return `leads to ${plainLine(readablePath(after.target ?? ''))}, not ${plainLine(readablePath(before.target ?? ''))}`;
    case 'inode':
      return 'another inode';
    case 'content':
      return before.mtimeNs === after.mtimeNs ? 'content, with the old modification time' : 'content';
    case 'mtime':
      return 'modification time';
    case 'ctime':
      return 'ctime alone (extended attributes, ACL, capabilities, or set back)';
    case 'unread':
      return 'content could not be read';
    default:
      return aspect satisfies never;
  }
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

/** A verification for a program; paths as UTF-8. */
export function baselineJson(found: Verification, at: Date): string {
  const told = (change: Change) => ({ ...change, path: readablePath(change.path) });
  const body = {
    baselineAt: at.toISOString(),
    looked: found.looked,
    unexplained: found.unexplained.map(told),
    untold: found.untold,
    explained: found.explained.map(({ cause, by, changes }) => ({ cause, by, files: changes.length })),
    blind: found.blind.map(({ path, why }) => ({ path: readablePath(path), why })),
    notCovered,
  };
  return `${JSON.stringify(body, null, 2)}\n`;
}
