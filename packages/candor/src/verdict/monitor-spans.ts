import type { EvidenceRef } from '../core/evidence.js';
import { valueIfKnown } from '../core/fact.js';
import type { FactSource } from '../core/run-checks.js';
import { containers } from '../facts/containers.js';
import { detections } from '../facts/detections.js';
import { history } from '../facts/history.js';

/** A monitor that is off: since when, by what, and how we know. */
export interface DisabledMonitor {
  readonly name: string;
  readonly subject: string;
  readonly since: Date | null;
  readonly how: string;
  readonly evidence: readonly EvidenceRef[];
}

/** `DISABLE_SUBPROC_DIAG=true` and its like switch off by being set; `CANDOR_SENSOR` by its value `off`. */
const disablingName = /^DISABLE_\w{0,60}(?:DIAG|SENSOR|MONITOR|GUARD|AUDIT|INSTRUMENTATION)\w{0,60}$/;

function isOff(name: string, value: string): boolean {
  return name === 'CANDOR_SENSOR'
    ? /^(?:off|0|false|no)$/i.test(value)
    : disablingName.test(name) && /^(?:true|1|on|yes)$/i.test(value);
}

/** Monitors that were switched off and not on again, from the log's own lines, the ledger and the process's switches. */
export function disabledMonitors(facts: FactSource): DisabledMonitor[] {
  return [...fromLogs(facts), ...fromLedger(facts), ...fromEnvironment(facts)];
}

function fromLogs(facts: FactSource): DisabledMonitor[] {
  const last = new Map<string, NonNullable<ReturnType<typeof monitorsOf>>[number]>();
  for (const monitor of monitorsOf(facts) ?? []) last.set(`${monitor.subject} ${monitor.name}`, monitor);
  return [...last.values()]
    .filter((monitor) => monitor.state === 'disabled')
    .map((monitor) => ({
      name: monitor.name,
      subject: monitor.subject,
      since: monitor.at,
      how: monitor.detail,
      evidence: monitor.evidence,
    }));
}

function monitorsOf(facts: FactSource) {
  return valueIfKnown(facts(detections))?.monitors ?? null;
}

function fromLedger(facts: FactSource): DisabledMonitor[] {
  const changes = valueIfKnown(facts(history))?.changes ?? [];
  const off = changes
    .filter((change) =>
      /\b(?:sensor|monitor|diag\w*|instrumentation|auditd|falco)\b.*\b(?:disabled|switched off|turned off|removed|stopped)\b|\bDISABLE_\w+=true/i.test(
        change.what,
      ),
    )
    .at(-1);
  const on = changes
    .filter((change) =>
      /\b(?:sensor|monitor|diag\w*|instrumentation|auditd|falco)\b.*\b(?:re-?enabled|switched on|enabled|deployed)\b/i.test(
        change.what,
      ),
    )
    .at(-1);
  if (!off || (on && on.at > off.at)) return [];
  return [{ name: 'sensor', subject: 'host', since: off.at, how: off.what, evidence: [off.ref] }];
}

function fromEnvironment(facts: FactSource): DisabledMonitor[] {
  const all = valueIfKnown(facts(containers)) ?? [];
  return all.flatMap((container) =>
    container.env
      .filter((entry) => isOff(entry.name, entry.value))
      .map((entry) => ({
        name: entry.name,
        subject: `container:${container.name}`,
        since: container.startedAt,
        how: `${entry.name}=${entry.value}`,
        evidence: [container.ref],
      })),
  );
}
