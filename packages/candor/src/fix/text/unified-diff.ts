import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

/** One file before and after; null text = it is not there. `mode` only where the permission bits change. */
export interface FileVersions {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly mode?: { readonly from: number | null; readonly to: number };
}

/** Lines of context, as diff(1) and git give them. */
const contextLines = 3;

/** A unified diff that patch(1) and `git apply` read, with git's lines for new files and changed modes. */
export function unifiedDiff({ path, before, after, mode }: FileVersions): string {
  const name = path.replace(/^\//, '');
  const body =
    before === after
      ? ''
      : createTwoFilesPatch(
          before === null ? '/dev/null' : `a/${name}`,
          after === null ? '/dev/null' : `b/${name}`,
          before ?? '',
          after ?? '',
          undefined,
          undefined,
          { context: contextLines, headerOptions: FILE_HEADERS_ONLY },
        );
  return `${modeLines(name, before, mode)}${body}`;
}

function modeLines(name: string, before: string | null, mode: FileVersions['mode']): string {
  if (mode === undefined) return '';
  const head = `diff --git a/${name} b/${name}\n`;
  if (before === null) return `${head}new file mode ${gitMode(mode.to)}\n`;
  return `${head}old mode ${gitMode(mode.from ?? 0o644)}\nnew mode ${gitMode(mode.to)}\n`;
}

/** Permission bits as git writes them for a file, all nine of them. */
function gitMode(mode: number): string {
  return `100${(mode & 0o777).toString(8).padStart(3, '0')}`;
}
