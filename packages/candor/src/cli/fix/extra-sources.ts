import { readdirSync } from 'node:fs';
import { valueIfKnown } from '../../core/fact.js';
import type { Result } from '../../core/result.js';
import type { FactSource } from '../../core/run-checks.js';
import { type Container, containers } from '../../facts/containers.js';
import { type RealFile, readReal } from '../../fix/apply/real-file.js';
import type { FileKind, SourceFile } from '../../fix/model.js';

/** Files that the evidence does not hold as texts, read now: what is proposed for them is what was judged by its effect. */
export function extraSources(
  known: readonly SourceFile[],
  results: readonly Result[],
  facts: FactSource,
): { sources: SourceFile[]; files: Map<string, RealFile> } {
  const fixed: [string, FileKind][] = [
    ['/etc/ssh/sshd_config', 'sshd'],
    ...namesIn('/etc/ssh/sshd_config.d').map((path): [string, FileKind] => [path, 'sshd']),
    ['/etc/nftables.conf', 'nftables'],
  ];
  const scripts = executedScripts(results, valueIfKnown(facts(containers)) ?? []);
  const wanted = [...fixed, ...scripts.map((path): [string, FileKind] => [path, 'script'])];
  const files = new Map<string, RealFile>();
  const sources = wanted.flatMap(([path, kind]): SourceFile[] => {
    const reading = known.some((source) => source.path === path) ? null : readReal(path);
    if (reading?.state !== 'there') return [];
    files.set(path, reading.file);
    return [{ path, kind, subject: 'host', text: reading.file.bytes.toString('utf8') }];
  });
  return { sources, files };
}

/** Scripts that CTR-11 names, and the copies of them that a fix before may have made. */
function executedScripts(results: readonly Result[], all: readonly Container[]): string[] {
  return results.flatMap(({ check, state, location }) => {
    const path = check === 'CTR-11' && state === 'fail' ? / → (\/\S+)$/.exec(location ?? '')?.[1] : undefined;
    const isMounted = all.some(({ mounts }) => mounts.some(({ source }) => path?.startsWith(`${source}/`)));
    return path === undefined || !isMounted ? [] : [path];
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.conf'))
      .map((name) => `${folder}/${name}`);
  } catch {
    return []; // an older sshd has no such folder
  }
}
