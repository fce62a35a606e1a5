import { cpus, hostname, totalmem } from 'node:os';
import { collectAll } from '../collectors/collect-all.js';
import type { CollectedArtifact } from '../collectors/collected.js';
import { createLocalEnv } from '../collectors/env/create-env.js';
import type { BundleHeader } from '../core/evidence.js';
import { defaultPolicy, type Policy } from '../core/policy.js';
import { version } from '../core/version.js';
import { stateFolder } from './folders.js';
import { progressLine } from './progress.js';
import type { Terminal } from './terminal.js';

/** Longest time for one collector; a hung Docker daemon costs its own answer only. */
const collectorDeadlineMs = 15_000;

/** What a collection of this host yields. */
export interface Collection {
  readonly header: BundleHeader;
  readonly artifacts: readonly CollectedArtifact[];
}

/** Collects evidence of this host, with a progress line while it does. */
export async function collectLocal(
  sinceMs: number,
  policy: Policy | null,
  terminal: Terminal,
  quiet: boolean,
): Promise<Collection> {
  const started = terminal.now();
  const uid = process.geteuid?.() ?? 0;
  const abort = new AbortController();
  const since = new Date(started.getTime() - sinceMs);
  const progress = progressLine(terminal, quiet);
  const env = await createLocalEnv({
    policy: policy ?? defaultPolicy,
    since,
    stateFolder: stateFolder(terminal, uid),
    signal: abort.signal,
    now: terminal.now,
    progress: progress.show,
    variables: terminal.env,
  });
  try {
    const artifacts = await collectAll(env, { deadlineMs: collectorDeadlineMs });
    return { header: headerOf(terminal.now(), since, uid), artifacts };
  } finally {
    progress.clear();
    abort.abort();
  }
}

function headerOf(capturedAt: Date, since: Date, uid: number): BundleHeader {
  return {
    format: 'candor-evidence/1',
    capturedAt,
    collector: { name: 'candor', version, mode: 'local' },
    host: {
      name: hostname(),
      cpus: cpus().length,
      memoryBytes: totalmem(),
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    },
    window: { since },
    privileges: { uid },
  };
}
