import { downloadTargets, isDownload } from './download-program.js';
import { inlineCodeOf } from './interpreters.js';
import { baseName, type Invocation, resolvePath } from './invocation.js';

/** A file that the command writes; `path` is as resolvable as the text allows. */
export interface WrittenFile {
  readonly path: string;
  readonly downloaded: boolean;
}

const WRITE_OPERATORS: ReadonlySet<string> = new Set(['>', '>>', '>|', '&>', '&>>', '<>']);

/** An absolute path where the folder is known, else the name without a leading `./`. */
export function filePath(path: string, cwd: string | null): string {
  return resolvePath(path, cwd) ?? path.replace(/^(?:\.\/)+/, '');
}

function optionValue(args: readonly string[], letter: string, long: string): string | null {
  for (const [index, arg] of args.entries()) {
    if (arg === `-${letter}` || arg === `--${long}`) return args[index + 1] ?? null;
    if (arg.startsWith(`--${long}=`)) return arg.slice(long.length + 3);
    if (arg.startsWith(`-${letter}`) && arg.length > 2) return arg.slice(2);
    if (/^-[a-zA-Z]{2,}$/.test(arg) && arg.endsWith(letter)) return args[index + 1] ?? null;
  }
  return null;
}

function urlName(target: string): string {
  const path = target.replace(/^[a-z]+:\/\//i, '').replace(/[?#].*$/, '');
  return path.includes('/') ? baseName(path) || 'index.html' : 'index.html';
}

function downloadedNames(invocation: Invocation): string[] {
  const { program, args } = invocation;
  const targets = downloadTargets(invocation);
  if (program === 'curl') {
    const output = optionValue(args, 'o', 'output');
    if (output !== null) return [output];
    return args.some((arg) => /^-[a-zA-Z]*O/.test(arg) || arg.startsWith('--remote-name')) ? targets.map(urlName) : [];
  }
  if (program === 'tftp' || program === 'ftpget')
    return [optionValue(args, 'l', 'local') ?? '', ...targets.slice(-1)].filter(Boolean);
  const output = optionValue(args, 'O', 'output-document') ?? optionValue(args, 'o', 'output');
  if (output !== null) return output === '-' ? [] : [output];
  const folder = optionValue(args, 'P', 'directory-prefix');
  return targets.map((target) => (folder === null ? urlName(target) : `${folder}/${urlName(target)}`));
}

function codeNames(invocation: Invocation): string[] {
  const code = inlineCodeOf(invocation)?.value ?? '';
  return [...code.slice(0, 16_384).matchAll(/["'](\/(?:tmp|dev|var\/tmp|run)\/[\w./-]{1,200})["']/g)].map(
    (match) => match[1] ?? '',
  );
}

function plainNames(invocation: Invocation): string[] {
  const { program, args } = invocation;
  if (program === 'tee') return args.filter((arg) => !arg.startsWith('-'));
  if (program === 'dd') return args.filter((arg) => arg.startsWith('of=')).map((arg) => arg.slice(3));
  if (program === 'cp' || program === 'mv' || program === 'install' || program === 'ln') return args.slice(-1);
  return [];
}

/** Files that one command writes: `-o`, `-O`, the last part of a URL, redirections, `tee`, `cp`, `mv`, `dd of=`. */
export function writtenFiles(invocation: Invocation, known: ReadonlyMap<string, WrittenFile>): WrittenFile[] {
  const own = isDownload(invocation);
  const fetched = own || invocation.sources.some(isDownload) || invocation.inputTaint.download;
  const copies = invocation.args.some((arg) => known.get(filePath(arg, invocation.cwd))?.downloaded === true);
  const redirected = invocation.redirects
    .filter(
      ({ operator, target }) =>
        WRITE_OPERATORS.has(operator) && !/^\/dev\/(?:null|std\w+|tty|tcp\/|udp\/|fd\/)/.test(target),
    )
    .map(({ target }) => target);
  const named = own
    ? inlineCodeOf(invocation) === null
      ? downloadedNames(invocation)
      : codeNames(invocation)
    : plainNames(invocation);
  const names = [...named, ...redirected].filter((name) => name !== '' && !/^\/dev\/null$/.test(name));
  return names.slice(0, 20).map((name) => ({ path: filePath(name, invocation.cwd), downloaded: fetched || copies }));
}
