import { setMaxListeners } from 'node:events';
import type { Policy } from '../../core/policy.js';
import type { CollectorEnv } from '../collected.js';
import { createEngineAccess } from '../docker/create-engine-access.js';
import { loadRedactionKey } from '../redact/load-key.js';
import { createRedactor } from '../redact/redactor.js';
import { createLocalFs } from './local-fs.js';
import { createRunner } from './run-command.js';

/** What a local collection needs to know. */
export interface LocalOptions {
  readonly policy: Policy;
  readonly since: Date;
  /** Folder that keeps the redaction key on this host. */
  readonly stateFolder: string;
  readonly signal: AbortSignal;
  readonly now?: () => Date;
  /** Root of the file tree that is read; `/` unless a test says otherwise. */
  readonly root?: string;
  readonly progress?: (label: string) => void;
  /** Where the engine is (`DOCKER_HOST`, `XDG_RUNTIME_DIR`). */
  readonly variables?: Readonly<Record<string, string | undefined>>;
}

/** The environment of a collection on this host. */
export async function createLocalEnv(options: LocalOptions): Promise<CollectorEnv> {
  const { policy, since, signal, now = () => new Date(), variables = {} } = options;
  const fs = createLocalFs(options.root ?? '/');
  // Each child process and each deadline listens for the end of the run; that is no leak.
  setMaxListeners(0, signal);
  const { key, persistent } = await loadRedactionKey(options.stateFolder);
  const uid = process.geteuid?.() ?? 0;
  return {
    now,
    fs,
    run: createRunner(signal),
    engine: createEngineAccess(fs, { dockerHost: variables.DOCKER_HOST, runtimeDir: variables.XDG_RUNTIME_DIR, uid }),
    policy,
    since,
    redact: createRedactor(key),
    uid,
    pid: process.pid,
    startedAt: now(),
    keyIsPersistent: persistent,
    signal,
    progress: options.progress ?? (() => {}),
  };
}
