import type { Incident, Report } from '../core/report.js';
import { type Result, resultKey } from '../core/result.js';
import { severityRank } from '../core/severity.js';

type Recommendation = Report['recommendations'][number];

/** Remedies by priority: 1 what an incident or a critical finding asks for, 2 high, 3 the rest; equal remedies are one. */
export function recommend(results: readonly Result[], incidents: readonly Incident[]): Recommendation[] {
  const byText = new Map<string, { priority: 1 | 2 | 3; text: string; commands: readonly string[]; fixes: string[] }>();
  for (const incident of incidents.filter((one) => one.open)) {
    for (const step of incident.response)
      byText.set(step.text, { priority: 1, text: step.text, commands: step.commands, fixes: [incident.id] });
  }
  const failed = results
    .filter((result) => result.state === 'fail')
    .sort((a, b) => severityRank(b.severity) - severityRank(a.severity));
  for (const result of failed) {
    const known = byText.get(result.remediation.text);
    if (known) known.fixes.push(resultKey(result));
    else
      byText.set(result.remediation.text, {
        priority: priorityOf(result),
        text: result.remediation.text,
        commands: result.remediation.commands ?? [],
        fixes: [resultKey(result)],
      });
  }
  return [...byText.values()].sort((a, b) => a.priority - b.priority);
}

function priorityOf(result: Result): 1 | 2 | 3 {
  if (result.severity === 'critical') return 1;
  return result.severity === 'high' ? 2 : 3;
}
