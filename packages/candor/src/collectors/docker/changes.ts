import type { CollectorEnv } from '../collected.js';
import type { EngineAnswer, EngineContainer } from './engine-access.js';
import { at, parseJson, textAt } from './json.js';

/** One entry of `GET /containers/ID/changes`. */
export interface LayerEntry {
  readonly kind: 'changed' | 'added' | 'deleted';
  readonly path: string;
}

/** Changes of a container's writable layer; entries are null when the engine gave none to read. */
export interface LayerChanges {
  readonly answer: EngineAnswer;
  readonly entries: readonly LayerEntry[] | null;
}

const KINDS = ['changed', 'added', 'deleted'] as const;
const MAX_BYTES = 32 << 20;
const TIMEOUT_MS = 6000;
const asked = new WeakMap<CollectorEnv, Map<string, Promise<LayerChanges>>>();

/** Asked once for each container of a collection: walking a layer costs the engine time. */
export function changesOf(env: CollectorEnv, container: EngineContainer): Promise<LayerChanges> {
  const known = asked.get(env) ?? new Map<string, Promise<LayerChanges>>();
  asked.set(env, known);
  const found = known.get(container.id) ?? readChanges(env, container.id);
  known.set(container.id, found);
  return found;
}

async function readChanges(env: CollectorEnv, id: string): Promise<LayerChanges> {
  const answer = await env.engine.get(`/containers/${id}/changes`, { maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS });
  if (answer.status !== 'ok') return { answer, entries: null };
  const rows = parseJson(answer.bytes);
  if (rows === null) return { answer, entries: [] };
  return { answer, entries: Array.isArray(rows) ? rows.flatMap(toEntry) : null };
}

function toEntry(row: unknown): LayerEntry[] {
  const kind = KINDS[Number(at(row, 'Kind'))];
  const path = textAt(row, 'Path');
  return kind === undefined || path === '' ? [] : [{ kind, path }];
}
