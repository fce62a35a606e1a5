import { type Bundle, hasContent } from '../core/evidence.js';
import type { FactSource } from '../core/run-checks.js';
import { containers } from '../facts/containers.js';

/** What was asked for, what the evidence really covers, and which limit decided (WINDOW_COVERS). */
export interface EffectiveWindow {
  readonly requestedSince: Date | null;
  readonly effectiveSince: Date;
  readonly because: string;
}

/** Head of a log in which its first timestamp stands. */
const headBytes = 4000;

/** A day, the default window of `--since`. */
const dayMs = 86_400_000;

/** The window runs from the latest of request, container creation and first retained log line, to the capture. */
export function effectiveWindow(bundle: Bundle, requested: Date | null, facts: FactSource): EffectiveWindow {
  const start = requested ?? new Date(bundle.header.capturedAt.getTime() - dayMs);
  let latest = { at: start, because: requested ? 'as asked for' : 'the default of 24 hours' };
  const consider = (at: Date | null, because: string) => {
    if (at && at > latest.at && at <= bundle.header.capturedAt) latest = { at, because };
  };
  const all = facts(containers);
  if (all.status === 'known') {
    for (const container of all.value)
      if (container.running && container.kinds.includes('node'))
        consider(container.createdAt, `${container.name} was created then`);
  }
  for (const artifact of bundle.artifacts) {
    if (artifact.id === 'docker.logs' && hasContent(artifact))
      consider(
        firstTimestamp(artifact.bytes().subarray(0, headBytes).toString('latin1')),
        `the log of ${artifact.subject} begins then`,
      );
  }
  return { requestedSince: requested, effectiveSince: latest.at, because: latest.because };
}

/** First RFC 3339 timestamp within the first lines of a log; null when it has none. */
function firstTimestamp(text: string): Date | null {
  const match = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z/.exec(text);
  return match ? new Date(match[0].replace(/(\.\d{3})\d+/, '$1')) : null;
}
