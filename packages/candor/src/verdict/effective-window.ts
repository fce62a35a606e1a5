import type { Bundle } from '../core/evidence.js';
import { valueIfKnown } from '../core/fact.js';
import type { FactSource } from '../core/run-checks.js';
import { containers } from '../facts/containers.js';
import { logs } from '../facts/logs.js';

/** What was asked for, what the evidence really covers, and which limit decided (WINDOW_COVERS). */
export interface EffectiveWindow {
  readonly requestedSince: Date | null;
  readonly effectiveSince: Date;
  readonly because: string;
}

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
  for (const log of valueIfKnown(facts(logs)) ?? [])
    if (log.artifact === 'docker.logs') consider(log.reading.first, `the log of ${log.subject} begins then`);
  return { requestedSince: requested, effectiveSince: latest.at, because: latest.because };
}
