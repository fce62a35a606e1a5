import type { ArtifactStatus, EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';

/** How one artefact came out. */
export interface CollectedState {
  readonly id: string;
  readonly subject: string;
  readonly status: ArtifactStatus;
  readonly detail: string | null;
  readonly testimony: boolean;
  readonly ref: EvidenceRef;
}

/** The capture itself: what was collected, by whom, and how it came out. */
export interface Collection {
  readonly artifacts: readonly CollectedState[];
  readonly mode: 'local' | 'shell' | 'manual';
  readonly uid: number | null;
}

/** The collection as a fact: always known. */
export const collection = defineFact<Collection>({
  id: 'collection',
  title: 'What was collected, and how it came out',
  sources: [],
});
