import type { EvidenceRef } from '../../core/evidence.js';
import type { Gap } from '../../core/fact.js';
import type { Container } from '../../facts/containers.js';
import type { LogOf } from '../../facts/logs.js';

/** How late after the start of the window a log may begin: clocks and rounding. */
const slackMs = 60_000;

/** What hinders a claim about a container's log, and its evidence; `gap` null = the log covers the window. */
export interface LogCoverage {
  readonly container: string;
  readonly gap: Gap | null;
  readonly evidence: readonly EvidenceRef[];
}

/** Whether the log of each running Node container was read and reaches back to the start of the window (rule WINDOW_COVERS). */
export function nodeLogCoverage(
  containers: readonly Container[],
  logs: readonly LogOf[],
  windowSince: Date,
): readonly LogCoverage[] {
  return containers
    .filter((container) => container.running && container.kinds.includes('node'))
    .map((container) => {
      const own = logs.filter((log) => log.artifact === 'docker.logs' && log.subject === `container:${container.name}`);
      return {
        container: container.name,
        gap: gapOf(container, own, windowSince),
        evidence: [container.ref, ...own.map((log) => log.ref)],
      };
    });
}

function gapOf(container: Container, own: readonly LogOf[], since: Date): Gap | null {
  const { name, logDriver } = container;
  if (/^(?:none|syslog|gelf|fluentd|awslogs|splunk|gcplogs|etwlogs)$/.test(logDriver))
    return { reason: 'absent-sensor', detail: `the log of ${name} cannot be read here (log driver ${logDriver})` };
  if (own.length === 0) return { reason: 'not-collected', detail: `the log of ${name} was not collected` };
  const lines = own.reduce((sum, log) => sum + log.reading.lines, 0);
  const first = own.flatMap((log) => log.reading.first ?? []).sort((a, b) => a.getTime() - b.getTime())[0];
  if (first !== undefined && first.getTime() <= since.getTime() + slackMs) return null;
  if (container.createdAt === null || container.createdAt > since) {
    const at = container.createdAt?.toISOString() ?? 'an unknown time';
    return {
      reason: 'out-of-window',
      detail: `${name} was created at ${at}: of the window before that its log tells nothing`,
    };
  }
  if (first === undefined && lines > 0)
    return { reason: 'out-of-window', detail: `the log of ${name} carries no times, so it covers no window` };
  if (own.some((log) => log.partial) || mayHaveRotated(container, own)) {
    const from = first === undefined ? 'it is empty' : `it begins at ${first.toISOString()}`;
    return { reason: 'out-of-window', detail: `the log of ${name} may be only a part: ${from}` };
  }
  return null;
}

/** Rotation keeps `max-file` files of `max-size` (Docker, json-file driver); JSON makes each line half as long again. */
function mayHaveRotated(container: Container, own: readonly LogOf[]): boolean {
  const size = /^(\d{1,9})([kmg]?)b?$/i.exec(container.logOptions['max-size'] ?? '');
  if (!size) return container.logDriver === 'local';
  const unit = { '': 1, k: 1024, m: 1 << 20, g: 1 << 30 }[(size[2] ?? '').toLowerCase()] ?? 1;
  const kept = Math.max(1, Number(container.logOptions['max-file'] ?? 1) - 1);
  const bytes = own.reduce((sum, log) => sum + log.sizeBytes, 0);
  return bytes * 1.5 > Number(size[1]) * unit * kept;
}
