import type { Incident, Report } from '../core/report.js';
import { type Result, resultKey } from '../core/result.js';
import { severityRank } from '../core/severity.js';

type Recommendation = Report['recommendations'][number];

/** Most commands of one remedy: a page; beyond that the findings themselves name the rest. */
const commandLimit = 20;

/**
 * Remedies by priority: 1 what an incident or a critical finding asks for, 2 high, 3 the rest; equal remedies are one.
 * `fixable` holds the keys of results for which there is a diff, which is recommended then; false = what runs is fixed
 * only by the commands by hand after it (build, deploy).
 */
export function recommend(
  results: readonly Result[],
  incidents: readonly Incident[],
  fixable: ReadonlyMap<string, boolean> = new Map(),
): Recommendation[] {
  const failed = results
    .filter((result) => result.state === 'fail')
    .sort((a, b) => severityRank(b.severity) - severityRank(a.severity));
  const all: readonly Recommendation[] = [
    ...incidents
      .filter((one) => one.open)
      .flatMap(({ id, response }) =>
        response.map(({ text, commands }): Recommendation => ({ priority: 1, text, commands, fixes: [id] })),
      ),
    ...failed.map((result) => ({
      priority: priorityOf(result),
      text: result.remediation.text,
      commands: commandsOf(result, fixable.get(resultKey(result)) ?? null),
      fixes: [resultKey(result)],
    })),
  ];
  const byText = new Map<string, Recommendation>();
  for (const one of all) byText.set(one.text, merged(byText.get(one.text), one));
  return [...byText.values()].sort((a, b) => a.priority - b.priority);
}

/** The first one's priority, everybody's fixes, and the commands that are not there yet: each finding's all or none. */
function merged(known: Recommendation | undefined, more: Recommendation): Recommendation {
  if (known === undefined) return more;
  const fresh = more.commands.filter((command) => !known.commands.includes(command));
  const fits = known.commands.length + fresh.length <= commandLimit;
  return {
    ...known,
    commands: fits ? [...known.commands, ...fresh] : known.commands,
    fixes: [...new Set([...known.fixes, ...more.fixes])],
  };
}

function commandsOf(result: Result, isWhole: boolean | null): readonly string[] {
  const byHand = result.remediation.commands ?? [];
  if (isWhole === null) return byHand;
  return [`sudo candor fix ${result.check} --apply`, ...(isWhole ? [] : byHand)];
}

function priorityOf(result: Result): 1 | 2 | 3 {
  if (result.severity === 'critical') return 1;
  return result.severity === 'high' ? 2 : 3;
}
