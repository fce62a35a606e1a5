import type { ArtifactId } from '../core/artifact-catalogue.js';
import type { Check } from '../core/check.js';
import type { Bundle } from '../core/evidence.js';
import type { ToDecide } from '../core/report.js';
import { type Result, resultKey } from '../core/result.js';
import { isUnanswered } from './answer-questions.js';
import { commandsFor } from './evidence-commands.js';

/** The fewest actions that would settle what is unknown: the one that settles most comes first. */
export function toDecide(results: readonly Result[], bundle: Bundle, checks: readonly Check[]): ToDecide[] {
  const byId = new Map(checks.map((check) => [check.id, check]));
  const open = results.filter(isUnanswered);
  const actions = new Map<string, { text: string; commands: readonly string[]; settles: Set<string> }>();
  const offer = (text: string, commands: readonly string[], result: Result) => {
    const key = `${text}\u0000${commands.join('\n')}`;
    const action = actions.get(key) ?? { text, commands, settles: new Set<string>() };
    action.settles.add(resultKey(result));
    actions.set(key, action);
  };
  for (const result of open) {
    const check = byId.get(result.check);
    if (result.settle) offer(result.settle, [], result);
    else if (result.reason === 'denied' && bundle.header.collector.mode !== 'manual')
      offer('Run the check as root: without it the kernel hides what others run', ['sudo npx candor check'], result);
    else for (const step of missing(check, result, bundle)) offer(step.text, step.commands, result);
  }
  return cover(open.map(resultKey), [...actions.values()]);
}

function missing(
  check: Check | undefined,
  result: Result,
  bundle: Bundle,
): { text: string; commands: readonly string[] }[] {
  const sources = new Set(Object.values(check?.needs ?? {}).flatMap((spec) => spec.sources));
  const steps = [...sources].flatMap((id) => stepsFor(id, bundle));
  return steps.length > 0
    ? steps
    : [{ text: `Settle ${result.check}: ${result.detail ?? result.title}`, commands: [result.verifyByHand] }];
}

/** Commands for the artefacts of an id that carry nothing, one a container where containers are meant. */
function stepsFor(id: ArtifactId, bundle: Bundle): { text: string; commands: readonly string[] }[] {
  const have = bundle.artifacts.filter((artifact) => artifact.id === id);
  const whole = have.filter((artifact) => artifact.status === 'ok' && !artifact.filtered);
  return commandsFor(id, bundle)
    .filter((command) => !whole.some((artifact) => command.subject === null || artifact.subject === command.subject))
    .map((command) => ({ text: command.text, commands: [command.command] }));
}

/** Greedy set cover, ties broken by text: small, and the same for the same input. */
function cover(
  keys: readonly string[],
  actions: readonly { text: string; commands: readonly string[]; settles: ReadonlySet<string> }[],
): ToDecide[] {
  const left = new Set(keys);
  const chosen: ToDecide[] = [];
  const pool = [...actions].sort((a, b) => (a.text < b.text ? -1 : 1));
  while (left.size > 0) {
    let best: (typeof pool)[number] | null = null;
    let gain = 0;
    for (const action of pool) {
      const count = [...action.settles].filter((key) => left.has(key)).length;
      if (count > gain) [best, gain] = [action, count];
    }
    if (!best) break;
    chosen.push({
      text: best.text,
      commands: best.commands,
      settles: [...best.settles].filter((key) => left.has(key)).sort(),
    });
    for (const key of best.settles) left.delete(key);
  }
  return chosen;
}
