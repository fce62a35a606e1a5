import type { ArtifactStatus } from '../core/evidence.js';
import type { Collection } from './collection.js';
import type { CollectorSelf } from './host.js';

/** A collection in which every artefact named came out as said, for examples. */
export function exampleCollection(
  statuses: Readonly<Record<string, ArtifactStatus>> = { 'host.processes': 'ok' },
  change: Partial<Collection> = {},
): Collection {
  const artifacts = Object.entries(statuses).map(([id, status]) => ({
    id,
    subject: 'host',
    status,
    detail: null,
    testimony: false,
    ref: { artifact: id, subject: 'host' },
  }));
  return { artifacts, mode: 'local', uid: 0, ...change };
}

/** A collector that saw its own controls, for examples. */
export function exampleSelf(change: Partial<CollectorSelf> = {}): CollectorSelf {
  return {
    uid: 0,
    controls: [
      { name: 'own-process', seen: true, detail: 'pid 77' },
      { name: 'own-socket', seen: true, detail: '127.0.0.1:40111' },
    ],
    containersByEngine: 2,
    containersByCgroup: 2,
    durationMs: 1400,
    ...change,
  };
}
