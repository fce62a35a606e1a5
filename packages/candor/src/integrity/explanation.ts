import type { Change } from './file-state.js';

/** Changes with one known cause: one line, never one alert each. */
export interface Explanation {
  /** As `candor.cause` of events has it. */
  readonly cause: 'package' | 'npm' | 'image';
  /** Who did it: `package openssl 3.0.1 → 3.0.2`, `npm in /srv/app`, `container web, removed or made anew`. */
  readonly by: string;
  readonly changes: readonly Change[];
}
