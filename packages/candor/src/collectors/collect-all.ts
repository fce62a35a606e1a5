import { missing } from './artifact.js';
import type { CollectedArtifact, Collector, CollectorEnv } from './collected.js';
import { defaultCollectors } from './default-collectors.js';
import { errorCode } from './env/error-code.js';

/** Bounds of a whole collection. */
export interface CollectOptions {
  /** Longest time for one collector, in milliseconds. */
  readonly deadlineMs: number;
  readonly collectors?: readonly Collector[];
}

/**
 * Runs all collectors at once, each with its own deadline. One that fails or hangs costs its own artefacts only: each
 * id it answers for is then listed as `error` or `timeout`. At the end every secret that was met anywhere is removed
 * from all artefacts.
 */
export async function collectAll(env: CollectorEnv, options: CollectOptions): Promise<CollectedArtifact[]> {
  const collectors = options.collectors ?? defaultCollectors;
  const inParallel = (some: readonly Collector[]) =>
    Promise.all(some.map((collector) => collectOne(env, collector, options.deadlineMs)));
  const groups = await inParallel(collectors.filter((collector) => collector.last !== true));
  const last = await inParallel(collectors.filter((collector) => collector.last === true));
  return [...groups.flat(), ...last.flat()].map((artifact) => ({
    ...artifact,
    content: env.redact.sweep(artifact.content),
  }));
}

async function collectOne(env: CollectorEnv, collector: Collector, deadlineMs: number): Promise<CollectedArtifact[]> {
  env.progress(collector.id);
  const limitMs = Math.min(collector.deadlineMs ?? deadlineMs, deadlineMs);
  const late = deadline(limitMs, env.signal);
  try {
    const outcome = await Promise.race([guarded(env, collector), late.reached]);
    if (outcome !== 'late') return withAllIds(env, collector, outcome);
    const detail = `${collector.id} did not finish within ${limitMs} ms`;
    return collector.artifacts.map((id) => missing(env, id, 'timeout', detail));
  } finally {
    late.cancel();
  }
}

async function guarded(env: CollectorEnv, collector: Collector): Promise<CollectedArtifact[]> {
  try {
    return await collector.collect(env);
  } catch (error) {
    const reason = errorCode(error) ?? (error instanceof Error ? error.name : 'unknown');
    const detail = `${collector.id} failed: ${reason}`;
    return collector.artifacts.map((id) => missing(env, id, 'error', detail));
  }
}

/** An id that a collector answers for but made nothing of would otherwise vanish without a word. */
function withAllIds(env: CollectorEnv, collector: Collector, made: CollectedArtifact[]): CollectedArtifact[] {
  const silent = collector.artifacts.filter((id) => !made.some((artifact) => artifact.id === id));
  return [...made, ...silent.map((id) => missing(env, id, 'absent', 'nothing of this kind was found on the host'))];
}

function deadline(limitMs: number, signal: AbortSignal): { reached: Promise<'late'>; cancel: () => void } {
  let cancel = () => {};
  const reached = new Promise<'late'>((resolve) => {
    const timer = setTimeout(() => resolve('late'), limitMs);
    const stop = () => resolve('late');
    signal.addEventListener('abort', stop, { once: true });
    cancel = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    };
  });
  return { reached, cancel };
}
