import type { Severity } from '../../core/severity.js';

/** Something a person should hear of. */
export interface Alert {
  /** Same cause, same id: a newer one takes the place of an older one that was not told yet. */
  readonly id: string;
  readonly at: Date;
  readonly kind: 'incident' | 'incident-resolved' | 'verdict' | 'health' | 'test';
  readonly severity: Severity;
  /** One line. May hold text of the host: escaped by each channel. */
  readonly title: string;
  readonly text: string;
}

/** One message that goes out: one alert, or several together. */
export interface Message {
  readonly at: Date;
  readonly severity: Severity;
  readonly title: string;
  readonly text: string;
  /** How many alerts it tells, exactly. */
  readonly alerts: number;
}
