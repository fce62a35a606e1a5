import { existsSync, lstatSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { defaultCaseFolder, findCaseFolder } from '../case/open-case.js';
import { loadRedactionKey } from '../collectors/redact/load-key.js';
import { createRedactor, type Redactor } from '../collectors/redact/redactor.js';
import { CandorError, exitCodes } from '../core/errors.js';
import { EvidenceFolder, fileNameOf } from '../preserve/evidence-folder.js';
import { keepContainer } from '../preserve/keep-container.js';
import { keepProcess, processTree } from '../preserve/keep-process.js';
import { signManifest, verifyEvidence } from '../preserve/manifest.js';
import { stateFolder } from './folders.js';
import { noteInLedger } from './open-blocker.js';
import { findContainer, openEngine } from './open-engine.js';
import { plainLine } from './plain-text.js';
import type { Terminal } from './terminal.js';

/** Options of `candor evidence preserve`. */
export interface PreserveOptions {
  readonly case?: string;
  readonly json?: boolean;
}

/** What was kept. */
export interface Preserved {
  readonly folder: string;
  readonly subject: string;
  readonly sha256: string;
  readonly kept: number;
  readonly bytes: number;
  readonly missing: readonly { readonly source: string; readonly detail: string | null }[];
}

/** Keeps what is known of a container, a process or a file, before anything is killed or removed. */
export async function runEvidencePreserve(
  target: string,
  options: PreserveOptions,
  terminal: Terminal,
): Promise<number> {
  const preserved = await preserve(target, options, terminal);
  terminal.stdout(options.json ? `${JSON.stringify(preserved, null, 2)}\n` : page(preserved));
  return 0;
}

/** The work of it, also before `candor contain` acts. */
export async function preserve(target: string, options: PreserveOptions, terminal: Terminal): Promise<Preserved> {
  const uid = process.geteuid?.() ?? 0;
  const { key } = await loadRedactionKey(stateFolder(terminal, uid));
  const redact = createRedactor(key);
  const at = terminal.now();
  const name = `${at.toISOString().replaceAll(':', '')}-${fileNameOf(basename(target))}`;
  const path = join(findCaseFolder(options.case) ?? defaultCaseFolder, 'evidence', name);
  const keep = await planFor(target, redact, terminal);
  const folder = new EvidenceFolder(path);
  await keep.into(folder);
  const by = terminal.env.SUDO_USER ?? terminal.env.USER ?? `uid ${uid}`;
  const { sha256 } = signManifest(
    folder,
    { subject: keep.subject, host: hostname(), by, at },
    stateFolder(terminal, uid),
  );
  noteInLedger(
    `evidence of ${keep.subject} preserved in ${path} (manifest sha256 ${sha256})`,
    by,
    options.case,
    terminal,
  );
  return {
    folder: path,
    subject: keep.subject,
    sha256,
    kept: folder.pieces.filter((piece) => piece.file !== null).length,
    bytes: folder.pieces.reduce((sum, piece) => sum + piece.sizeBytes, 0),
    missing: folder.pieces
      .filter((piece) => piece.file === null || piece.detail !== null)
      .map(({ source, detail }) => ({ source, detail })),
  };
}

interface KeepPlan {
  readonly subject: string;
  readonly into: (folder: EvidenceFolder) => Promise<void>;
}

/** A number is a process, what has a slash is a path, anything else a container. */
async function planFor(target: string, redact: Redactor, terminal: Terminal): Promise<KeepPlan> {
  if (/^[1-9]\d{0,9}$/.test(target)) {
    const pid = Number(target);
    if (!existsSync(`/proc/${pid}`)) throw new CandorError('INPUT_INVALID', `there is no process ${pid}`);
    return {
      subject: `process:${pid}`,
      into: async (folder) => {
        keepProcess(folder, pid, redact);
        folder.addText('process-tree.txt', '/proc', processTree(pid));
      },
    };
  }
  if (target.includes('/')) {
    if (!existsSync(target) || !lstatSync(target).isFile())
      throw new CandorError('INPUT_INVALID', `${plainLine(target)} is no regular file`, {
        hint: 'name a file, not a folder or a link',
      });
    return {
      subject: `file:${target}`,
      into: async (folder) => {
        const { mode, uid, gid, size, mtime, ctime, ino, nlink } = lstatSync(target);
        folder.addText(
          'stat.json',
          target,
          `${JSON.stringify({ target, mode: mode.toString(8), uid, gid, size, mtime, ctime, ino, nlink }, null, 2)}\n`,
        );
        folder.copy(`file/${fileNameOf(basename(target))}`, target);
      },
    };
  }
  const { engine } = await openEngine(terminal);
  const container = await findContainer(engine, target);
  return { subject: `container:${container.name}`, into: (folder) => keepContainer(folder, container, engine, redact) };
}

/** Compares preserved evidence with its signed manifest; the exit code is 65 when something was changed. */
export function runEvidenceVerify(path: string, options: { readonly json?: boolean }, terminal: Terminal): number {
  const { manifest, problems } = verifyEvidence(path);
  const pieces = manifest.pieces.filter((piece) => piece.file !== null).length;
  const text = [
    `${manifest.subject} of ${manifest.host}, kept ${manifest.at} by ${manifest.by}: ${pieces} pieces`,
    ...(problems.length === 0 ? ['signature and every hash hold'] : problems),
  ];
  terminal.stdout(
    options.json ? `${JSON.stringify({ ...manifest, problems }, null, 2)}\n` : `${text.map(plainLine).join('\n')}\n`,
  );
  return problems.length === 0 ? 0 : exitCodes.data;
}

function page(one: Preserved): string {
  const missing = one.missing.slice(0, 15).map(({ source, detail }) => `  not whole: ${source}: ${detail}`);
  return `${[
    `${one.subject}: ${one.kept} pieces, ${one.bytes} bytes in ${one.folder}`,
    `manifest sha256 ${one.sha256}: write it down somewhere else`,
    ...missing,
    ...(one.missing.length > 15 ? [`  and ${one.missing.length - 15} more in manifest.json`] : []),
    `verify it: candor evidence verify ${one.folder}`,
  ]
    .map((line) => plainLine(line))
    .join('\n')}\n`;
}
