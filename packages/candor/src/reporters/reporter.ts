import type { Report } from '../core/report.js';

/** How a rendering may look. */
export interface RenderOptions {
  /** ANSI colours (a terminal without NO_COLOR). */
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

/** One rendering of a report. It gets a finished value and knows nothing else. */
export interface Reporter {
  readonly name: string;
  /** File extension without a dot. */
  readonly extension: string;
  readonly render: (report: Report, options: RenderOptions) => string;
}

/** Declares a reporter. */
export function defineReporter(reporter: Reporter): Reporter {
  return reporter;
}
