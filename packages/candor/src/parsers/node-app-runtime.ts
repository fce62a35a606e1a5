import { type EvidenceRef, hasContent, isTestimony, refTo } from '../core/evidence.js';
import type { AppPackage } from '../facts/app.js';
import { containerExec } from '../facts/container-exec.js';
import type { Container } from '../facts/containers.js';
import { type Process, processes } from '../facts/processes.js';
import { lastBanner } from '../formats/logs/last-banner.js';
import type { BuildFile } from './node-app-build.js';
import type { ParseContext } from './parser.js';

/** Version of the running node, and where it was read. */
export interface NodeVersionFinding {
  readonly version: string;
  readonly ref: EvidenceRef;
}

/** `▲ Next.js 15.3.2` of the newest start in a container's log: what the running process said of itself. */
export function bannerPackages(context: ParseContext, container: string): AppPackage[] {
  const row = logged(context, container, 'Next.js ', /▲ Next\.js (\d{1,4}\.\d{1,4}\.\d{1,6}(?:-[\w.]{1,40})?)/);
  return row === null ? [] : [{ name: 'next', version: row.version, grade: 'banner', ref: row.ref }];
}

/** `next-server (v15.3.2)`: Next.js writes its own version into the process title, so this is what was loaded. */
export function loadedPackages(context: ParseContext, container: string | null): AppPackage[] {
  const view = context.fact(processes);
  if (view.status === 'unknown') return [];
  return view.value.items.flatMap((process): AppPackage[] => {
    const version = /^next-server \(v(\d{1,4}\.\d{1,4}\.\d{1,6}(?:-[\w.]{1,40})?)\)/.exec(process.args)?.[1];
    if (process.container !== container || version === undefined) return [];
    return [{ name: 'next', version, grade: 'loaded', ref: process.ref }];
  });
}

function logged(context: ParseContext, container: string, needle: string, pattern: RegExp): NodeVersionFinding | null {
  const found = context.artifacts('docker.logs', `container:${container}`).flatMap((artifact) => {
    if (!hasContent(artifact) || isTestimony(artifact)) return [];
    const banner = lastBanner(artifact.pieces(), needle, pattern);
    return banner === null ? [] : [{ version: banner.value, ref: refTo(artifact, banner.line, banner.text) }];
  });
  return found.at(-1) ?? null;
}

/**
 * Version of node in a container: its binary as the collector read it (`bin/node` in app.build or app.installed), its own
 * answer, its log, `NODE_VERSION` of the official image where it is in clear, else the line that the image's tag names.
 */
export function nodeVersionOf(
  context: ParseContext,
  container: Container,
  packages: readonly AppPackage[],
  build: readonly BuildFile[],
): NodeVersionFinding | null {
  const read = build.find((file) => /(?:^|\/)bin\/node$/.test(file.path) && file.version !== null);
  if (read?.version) {
    const subject = `container:${container.name}`;
    return { version: read.version.replace(/^v/, ''), ref: { artifact: 'app.build', subject, line: read.line } };
  }
  const binary = packages.find((row) => row.name === 'node' && row.grade === 'installed');
  if (binary !== undefined) return { version: binary.version.replace(/^v/, ''), ref: binary.ref };
  const answered = answers(context, container.name).find((answer) =>
    /^v\d{1,3}\.\d{1,4}\.\d{1,4}\s*$/.test(answer.output),
  );
  if (answered !== undefined) return { version: answered.output.trim().slice(1), ref: answered.ref };
  const crashed = logged(
    context,
    container.name,
    'Node.js v',
    /^(?:\S{1,60} )?Node\.js v(\d{1,3}\.\d{1,4}\.\d{1,4})\s*$/,
  );
  if (crashed !== null) return crashed;
  const clear = container.env.find((entry) => entry.name === 'NODE_VERSION')?.value ?? '';
  if (/^\d{1,3}\.\d{1,4}\.\d{1,4}$/.test(clear)) return { version: clear, ref: container.ref };
  const tag = /(?:^|\/)node:(\d{1,3}(?:\.\d{1,4}){0,2})(?:[-@]|$)/.exec(container.image)?.[1];
  return tag === undefined ? null : { version: tag, ref: container.ref };
}

function answers(context: ParseContext, container: string) {
  const fact = context.fact(containerExec);
  return fact.status === 'known' ? fact.value.filter((answer) => answer.container === container) : [];
}

/** C library of a container: its dynamic loader, its own answer (`ldd --version`, os-release), its native packages, else its image's tag. */
export function libcOf(
  context: ParseContext,
  container: Container,
  packages: readonly AppPackage[],
  build: readonly BuildFile[],
): 'musl' | 'glibc' | null {
  const loader = build.find((file) => /\/ld-(?:musl|linux)-/.test(file.path));
  if (loader !== undefined) return loader.path.includes('/ld-musl-') ? 'musl' : 'glibc';
  for (const answer of answers(context, container.name)) {
    if (/\bmusl libc\b|^ID="?alpine/m.test(answer.output)) return 'musl';
    if (/\bGLIBC\b|\bGNU libc\b|^ID="?(?:debian|ubuntu)/m.test(answer.output)) return 'glibc';
  }
  const native = packages.filter((row) => row.grade === 'installed' && row.name.startsWith('@img/sharp-linux'));
  const musl = native.filter((row) => row.name.startsWith('@img/sharp-linuxmusl-'));
  if (native.length > 0 && (musl.length === native.length || musl.length === 0))
    return musl.length > 0 ? 'musl' : 'glibc';
  if (/alpine/i.test(container.image)) return 'musl';
  return /(?:^|\/)node:[\w.-]{1,60}(?:@|$)/.test(container.image) ? 'glibc' : null;
}

/** The process that serves: `next-server` before `node …` before anything else of Node. */
export function servingProcess(context: ParseContext, container: string | null): Process | null {
  const view = context.fact(processes);
  if (view.status === 'unknown') return null;
  const own = view.value.items.filter((process) => process.container === container && isNode(process));
  const development = own.find((process) => /\bnext\s+dev\b/.test(process.args));
  return (
    development ??
    own.find((process) => isNext(process)) ??
    own.find((process) => isNodeBinary(process)) ??
    own[0] ??
    null
  );
}

/** True for a process that runs Next.js, by its own title or its arguments. */
export function isNext(process: Process): boolean {
  return /(?:^|[\s/])next(?:-server|\s+(?:start|dev))\b/.test(process.args);
}

/** True for a process of node, by executable or first argument. */
export function isNode(process: Process): boolean {
  return isNodeBinary(process) || isNext(process) || /^(?:npm|pnpm|yarn)\b/.test(process.args);
}

function isNodeBinary(process: Process): boolean {
  return /(?:^|\/)node$/.test(process.exe ?? process.argv[0] ?? '');
}
