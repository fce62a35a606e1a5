import type { Alert } from './alerts/alert.js';
import type { JoinStep } from './incidents/join-detections.js';

/** What a person is told about a change of an incident; null for more of the same. */
export function incidentAlert({ incident, news }: JoinStep['changed'][number], now: Date): Alert | null {
  if (news === 'more') return null;
  const stages = incident.stages.map(
    (stage) =>
      `${stage.firstAt.toISOString()} ${stage.severity}: ${stage.title}${stage.count > 1 ? ` (${stage.count} times)` : ''}${stage.techniques.length > 0 ? ` [${stage.techniques.join(', ')}]` : ''}`,
  );
  const about = incident.keys
    .filter((key) => key.type !== 'process')
    .slice(0, 8)
    .map((key) => `${key.type} ${key.value}`);
  const text = [
    ...stages.slice(0, 12),
    ...(about.length > 0 ? [`about: ${about.join(', ')}`] : []),
    `evidence: ${incident.stages.at(-1)?.evidence.at(-1)?.text.slice(0, 300) ?? ''}`,
    `more: candor incident show ${incident.id}`,
  ].join('\n');
  const closed = news === 'closed';
  return {
    id: `${incident.id}${closed ? ':closed' : ''}`,
    at: now,
    kind: closed ? 'incident-resolved' : 'incident',
    severity: incident.severity,
    title: closed
      ? `nothing new for an hour: ${incident.title} (${incident.id}, ${incident.detections} detections)`
      : `${incident.title} (${incident.id})`,
    text,
  };
}
