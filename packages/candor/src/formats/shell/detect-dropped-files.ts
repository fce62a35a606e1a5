import type { Span } from './command-analysis.js';
import type { Detection } from './detection.js';
import { isDownload } from './download-program.js';
import { scriptFile } from './interpreters.js';
import type { Invocation } from './invocation.js';
import { isSuspiciousPlace } from './suspicious-place.js';
import { filePath, type WrittenFile, writtenFiles } from './written-files.js';

const UNPACKERS: ReadonlySet<string> = new Set([
  'tar',
  'unzip',
  'gunzip',
  'bunzip2',
  'unxz',
  'gzip',
  '7z',
  'zstd',
  'bsdtar',
  'upx',
]);
/** Programs of the system that are named by a path without being dropped. */
const NO_FILE = /^(?:\/(?:usr|bin|sbin|lib|opt|app|srv|nix|snap)\/|[^/]*$)/;

interface Progress {
  readonly files: Map<string, WrittenFile>;
  readonly marked: Set<string>;
  downloadedAt: Span | null;
  unpacks: boolean;
}

/** The file that an invocation runs, by path or through an interpreter; null for installed programs. */
function executedFile(invocation: Invocation): string | null {
  const script = scriptFile(invocation);
  if (script !== null) return filePath(script, invocation.cwd);
  return invocation.path.includes('/') ? filePath(invocation.path, invocation.cwd) : null;
}

function join(first: Span, last: Span): Span {
  return { start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) };
}

function executed(invocation: Invocation, progress: Progress): Detection | null {
  const file = executedFile(invocation);
  if (file === null) return null;
  const known = progress.files.get(file);
  const start = progress.downloadedAt;
  const loose = start !== null && (progress.unpacks || progress.marked.has(file)) && !NO_FILE.test(file);
  if (start !== null && (known?.downloaded === true || loose)) {
    return {
      kind: 'fetch-and-run',
      weight: 'attack',
      what: `downloads ${file} and runs it`,
      span: join(start, invocation.span),
    };
  }
  if (known !== undefined) {
    const weight = isSuspiciousPlace(file) ? 'attack' : 'sign';
    return { kind: 'write-then-execute', weight, what: `writes ${file} and runs it`, span: invocation.span };
  }
  if (!isSuspiciousPlace(file)) return null;
  return {
    kind: 'temp-execution',
    weight: 'sign',
    what: `runs ${file}, a place where no installed program lives`,
    span: invocation.span,
  };
}

function isExecutableMode(mode: string): boolean {
  return (
    /^(?:[ugoa]*\+[rwst]*x[rwst]*|[ugoa]*=[rw]*x|0?[0-7]{3,4})$/.test(mode) &&
    (!/^\d+$/.test(mode) || /[1357]/.test(mode))
  );
}

function permissionChange(invocation: Invocation, progress: Progress): Detection[] {
  if (invocation.program !== 'chmod') return [];
  const [mode, ...rest] = invocation.args.filter((arg) => !/^-[a-zA-Z]$/.test(arg) && !arg.startsWith('--'));
  if (mode === undefined || !isExecutableMode(mode)) return [];
  const files = rest.map((file) => filePath(file, invocation.cwd));
  for (const file of files) progress.marked.add(file);
  const dropped = files.some((file) => progress.files.has(file) || isSuspiciousPlace(file));
  const open = /^0?[0-7]?77[67]$|^[ao]\+[rwx]*w/.test(mode);
  const setuid = /^[4267][0-7]{3}$|^[ug]\+s/.test(mode);
  const weight = dropped || setuid ? 'attack' : open ? 'sign' : 'note';
  return [
    {
      kind: 'permission-change',
      weight,
      what: `makes ${rest[0] ?? 'a file'} executable (${mode})`,
      span: invocation.span,
    },
  ];
}

function removesOwn(invocation: Invocation, progress: Progress): Detection[] {
  if (!/^(?:rm|unlink|shred)$/.test(invocation.program)) return [];
  const own = invocation.args.find((arg) => progress.files.get(filePath(arg, invocation.cwd))?.downloaded);
  return own === undefined
    ? []
    : [{ kind: 'cleanup', weight: 'attack', what: `removes what it downloaded (${own})`, span: invocation.span }];
}

/** Downloaded or written files that are made executable, run or removed by the same command. */
export function detectDroppedFiles(invocations: readonly Invocation[]): {
  detections: Detection[];
  files: readonly WrittenFile[];
} {
  const progress: Progress = { files: new Map(), marked: new Set(), downloadedAt: null, unpacks: false };
  const detections: Detection[] = [];
  for (const invocation of invocations) {
    detections.push(...permissionChange(invocation, progress), ...removesOwn(invocation, progress));
    const run = executed(invocation, progress);
    if (run !== null) detections.push(run);
    if (isDownload(invocation)) progress.downloadedAt ??= invocation.span;
    if (UNPACKERS.has(invocation.program) && progress.downloadedAt !== null) progress.unpacks = true;
    for (const file of writtenFiles(invocation, progress.files))
      if (progress.files.size < 500) progress.files.set(file.path, file);
  }
  return { detections, files: [...progress.files.values()] };
}
