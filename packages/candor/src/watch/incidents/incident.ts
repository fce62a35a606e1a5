import type { Severity } from '../../core/severity.js';
import type { Key } from '../detection.js';

/** One kind of thing that happened within an incident: all matches of one rule. */
export interface IncidentStage {
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly techniques: readonly string[];
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** Exact number of matches. */
  readonly count: number;
  readonly sensors: readonly string[];
  /** The first and the latest matches. */
  readonly evidence: readonly {
    readonly id: string;
    readonly at: Date;
    readonly sensor: string;
    readonly source: string;
    readonly text: string;
  }[];
}

/** Detections with one cause, as the watcher joins them while they come. */
export interface LiveIncident {
  readonly id: string;
  readonly openedAt: Date;
  readonly lastAt: Date;
  /** When its last detection was received: later than `lastAt` when lines were read late. */
  readonly heardAt: Date;
  /** Null while it is open. */
  readonly closedAt: Date | null;
  readonly severity: Severity;
  readonly title: string;
  readonly stages: readonly IncidentStage[];
  readonly keys: readonly Key[];
  readonly detections: number;
}

/** An incident without anything new for this long is closed (and opened again as a new one if it goes on). */
export const quietMs = 3_600_000;
