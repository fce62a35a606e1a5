import type { Span } from './command-analysis.js';

/** Where a value came from: text fetched from the network, or text decoded on the way. */
export interface Taint {
  readonly download: boolean;
  readonly decode: boolean;
}

/** Neither fetched nor decoded. */
export const CLEAN: Taint = { download: false, decode: false };

/** The union of two origins. */
export function mergeTaint(left: Taint, right: Taint): Taint {
  return left === right ? left : { download: left.download || right.download, decode: left.decode || right.decode };
}

/** One word of a command after expansion, and where it stands. */
export interface Field {
  readonly value: string;
  readonly taint: Taint;
  readonly span: Span;
}

/** A file redirection with its expanded target; `descriptor` null where none was written. */
export interface FileRedirect {
  readonly operator: string;
  readonly target: string;
  readonly descriptor: number | null;
}

/** One program start found in the text, wrappers such as `sudo`, `nohup` and `busybox` taken off. */
export interface Invocation {
  readonly program: string;
  readonly path: string;
  readonly args: readonly string[];
  readonly fields: readonly Field[];
  readonly wrappers: readonly string[];
  readonly redirects: readonly FileRedirect[];
  /** Text on standard input where it is written in the command itself. */
  readonly input: string | null;
  readonly inputTaint: Taint;
  readonly argTaint: Taint;
  /** Earlier stages of the same pipeline. */
  readonly sources: readonly Invocation[];
  readonly cwd: string | null;
  /** The name was taken apart by quotes, escapes, `$IFS` or variables. */
  readonly hidden: boolean;
  /** Inside `export $(…)` and the like: reading a settings file for use, not for show. */
  readonly loadsSettings: boolean;
  readonly span: Span;
  /** Widest enclosing pipeline. */
  readonly pipelineSpan: Span;
}

/** Last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** An absolute, normalised path, or null where the folder is not known (`path_resolution(7)`). */
export function resolvePath(path: string, cwd: string | null): string | null {
  if (!path.startsWith('/') && cwd === null) return null;
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
