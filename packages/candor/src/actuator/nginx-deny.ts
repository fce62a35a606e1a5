import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Block } from '../block/block.js';
import { innerAccessRules, nginxDenyFile, nginxDenyText, nginxMark, nginxObstacles } from '../block/nginx-deny.js';
import type { RunProgram } from './run-program.js';

/** What nginx can do for a block behind an edge. */
export interface NginxView {
  /** Null = no nginx here; empty = it can hold a list. */
  readonly obstacles: readonly string[] | null;
  readonly innerRules: number;
}

/** Looks at the configuration that nginx would load (`nginx -T`). */
export async function lookAtNginx(run: RunProgram): Promise<NginxView> {
  const { exitCode, stdout, notFound } = await run(['nginx', '-T']);
  if (notFound) return { obstacles: null, innerRules: 0 };
  if (exitCode !== 0) return { obstacles: ['nginx -T fails: its configuration is broken already'], innerRules: 0 };
  return { obstacles: nginxObstacles(stdout), innerRules: innerAccessRules(stdout) };
}

/** The blocks that nginx is to hold as well: those about who comes in. */
export function markForNginx(blocks: readonly Block[]): Block[] {
  return blocks.map((block) => (block.direction === 'egress' ? block : { ...block, also: [...block.also, nginxMark] }));
}

/**
 * Brings the list in nginx to what stands: writes, tests with `nginx -t`, reloads; a list that nginx does not take is put
 * back as it was. Returns what went wrong, or null.
 */
export async function syncNginx(blocks: readonly Block[], run: RunProgram): Promise<string | null> {
  const wanted = nginxDenyText(blocks);
  const before = existsSync(nginxDenyFile) ? readFileSync(nginxDenyFile, 'utf8') : null;
  if (wanted === before) return null;
  put(wanted);
  const test = await run(['nginx', '-t']);
  if (test.exitCode !== 0) {
    put(before);
    return `nginx does not take the list: ${test.stderr.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').slice(0, 300)}`;
  }
  const reload = await run(['nginx', '-s', 'reload']);
  return reload.exitCode === 0 ? null : 'nginx was not reloaded: does it run?';
}

function put(text: string | null): void {
  if (text === null) {
    rmSync(nginxDenyFile, { force: true });
    return;
  }
  const next = `${nginxDenyFile}.${process.pid}`;
  writeFileSync(next, text, { mode: 0o644 });
  renameSync(next, nginxDenyFile);
}
