import { cannotTell, notApplicable, type Outcome, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import type { Known } from '../../core/fact.js';
import type { Container } from '../../facts/containers.js';
import type { LogOf } from '../../facts/logs.js';
import { nodeLogCoverage } from './log-coverage.js';

/** What a check about logs says when they show nothing: a pass for each Node container whose log covers the window. */
export function quietLogs(
  containers: Known<readonly Container[]>,
  logs: Known<readonly LogOf[]>,
  windowSince: Date,
  what: string,
): Outcome | readonly Outcome[] {
  const coverage = nodeLogCoverage(containers.value, logs.value, windowSince);
  if (coverage.length === 0) return notApplicable(containers.evidence, 'no container runs a Node app');
  return coverage.map(({ container, gap, evidence }): Outcome => {
    const subject = `container:${container}`;
    if (gap) return cannotTell(gap.reason, gap.detail, { subject, evidence, settle: settleOf(gap.reason, container) });
    return pass(isNonEmpty(evidence) ? evidence : logs.evidence, { subject, what });
  });
}

function settleOf(reason: string, container: string): string {
  if (reason === 'absent-sensor')
    return 'set the log driver to json-file with max-size and max-file, then wait one window';
  return reason === 'out-of-window'
    ? 'look again when the log covers the whole window, or keep logs off the container (journald, candor watch)'
    : `docker logs --timestamps ${container}`;
}
