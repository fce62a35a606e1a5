import type { EventLogSource, FieldValue } from '../../core/event.js';

/** What lines of a sample are: written as they stand in the log. Lines of a container are wrapped as Docker keeps them. */
export const sampleSources = ['nginx-access', 'nginx-error', 'auth', 'audit', 'app', 'mongodb', 'event'] as const;

/** One of {@link sampleSources}. */
export type SampleSource = (typeof sampleSources)[number];

/** Lines of one source, or one event, perhaps many times over. */
export interface SampleStep {
  readonly source: SampleSource;
  readonly text: string;
  readonly event: { readonly logsource: EventLogSource; readonly fields: Readonly<Record<string, FieldValue>> } | null;
  readonly times: number;
  readonly everyMs: number;
  /** After the last line of the step before. */
  readonly afterMs: number;
}

/** A story, and what the rules beside it must say of it. */
export interface Sample {
  readonly title: string;
  readonly file: string;
  readonly line: number;
  /** Names of rules that must tell; of a silent sample, none of the file may, except {@link allow}. */
  readonly tells: readonly string[];
  readonly silent: boolean;
  readonly allow: readonly string[];
  readonly steps: readonly SampleStep[];
}

/** One line of a sample with its time, ready for a mapper; or an event as it is. */
export interface SampleLine {
  readonly at: Date;
  readonly source: SampleSource;
  readonly text: string;
  readonly event: SampleStep['event'];
}
