import { type ArtifactId, isArtifactId } from '../core/artifact-catalogue.js';
import type { Bundle } from '../core/evidence.js';
import type { ToDecide } from '../core/report.js';
import { type Result, resultKey } from '../core/result.js';
import { isUnanswered } from './answer-questions.js';
import { commandsFor } from './evidence-commands.js';

/** One thing that a person can do, and the results that it would settle. */
interface Action {
  readonly text: string;
  readonly commands: readonly string[];
  /** The bundle itself lists the artefact as left out: that is asked for first. */
  readonly asked: boolean;
  readonly settles: Set<string>;
}

type Step = Pick<Action, 'text' | 'commands' | 'asked'>;

/** The fewest actions that would settle what is unknown: the one that settles most comes first. */
export function toDecide(results: readonly Result[], bundle: Bundle): ToDecide[] {
  const open = results.filter(isUnanswered);
  const actions = new Map<string, Action>();
  const offer = ({ text, commands, asked }: Step, result: Result) => {
    const key = `${text}\u0000${commands.join('\n')}`;
    const action = actions.get(key) ?? { text, commands, asked, settles: new Set<string>() };
    action.settles.add(resultKey(result));
    actions.set(key, action);
  };
  for (const result of open) {
    if (result.reason === 'denied' && bundle.header.collector.mode !== 'manual' && !isRoot(bundle))
      offer(asRoot, result);
    else if (result.settle && isDeclarable(result.settle)) offer(declaring(bundle), result);
    else if (result.settle) offer(spoken(result.settle, result), result);
    else if (result.reason === 'denied' && bundle.header.collector.mode !== 'manual') offer(asRoot, result);
    else for (const step of stepsOf(result, bundle)) offer(step, result);
  }
  return cover(open.map(resultKey), [...actions.values()]);
}

/** A check may settle by a command or by a question in words. */
function spoken(settle: string, result: Result): Step {
  const isCommand = /^(?:sudo |docker |ps |curl |ss |nft |nginx |cat |candor |tail |ls |npm |getent )/.test(settle);
  return isCommand
    ? { text: `Settle ${result.check}: ${result.title}`, commands: [settle], asked: false }
    : { text: settle, commands: [], asked: false };
}

/** A question that a list of `candor.yaml` answers; what an app starts is asked by itself, because it may be an intruder. */
function isDeclarable(settle: string): boolean {
  return /\bcandor\.yaml\b|\bapproved[.:]|\bsshKeys\b/.test(settle) && !/\bsubprocesses\b/.test(settle);
}

/** One file answers every "is this yours?"; `candor init` proposes it on the host itself. */
function declaring(bundle: Bundle): Step {
  return {
    text: 'Tell candor what is yours (candor init): ports, keys, cron, units, users, containers, destinations, in candor.yaml',
    commands: bundle.header.collector.mode === 'local' ? ['sudo npx candor init'] : [],
    asked: false,
  };
}

function isRoot(bundle: Bundle): boolean {
  return bundle.header.privileges.uid === 0;
}

const asRoot: Step = {
  text: 'Run the check as root: without it the kernel hides what others run',
  commands: ['sudo npx candor check'],
  asked: false,
};

function stepsOf(result: Result, bundle: Bundle): Step[] {
  const steps = result.missing.filter(isArtifactId).flatMap((id) => stepsFor(id, bundle));
  return steps.length > 0
    ? steps
    : [
        {
          text: `Settle ${result.check}: ${result.detail ?? result.title}`,
          commands: [result.verifyByHand],
          asked: false,
        },
      ];
}

/** Commands for the artefacts of an id that carry nothing, one a container where containers are meant. */
function stepsFor(id: ArtifactId, bundle: Bundle): Step[] {
  const have = bundle.artifacts.filter((artifact) => artifact.id === id);
  const whole = have.filter((artifact) => artifact.status === 'ok' && !artifact.filtered);
  return commandsFor(id, bundle)
    .filter((command) => !whole.some((artifact) => command.subject === null || artifact.subject === command.subject))
    .map((command) => ({
      text: command.text,
      commands: [command.command],
      asked: have.some((artifact) => command.subject === null || artifact.subject === command.subject),
    }));
}

/** Greedy set cover, ties broken by order (what the bundle lists as left out first, then text): small, and always the same. */
function cover(keys: readonly string[], actions: readonly Action[]): ToDecide[] {
  const left = new Set(keys);
  const chosen: ToDecide[] = [];
  const pool = [...actions].sort((a, b) => Number(b.asked) - Number(a.asked) || (a.text < b.text ? -1 : 1));
  while (left.size > 0) {
    let best: (typeof pool)[number] | null = null;
    let gain = 0;
    for (const action of pool) {
      const count = [...action.settles].filter((key) => left.has(key)).length;
      if (count > 0 && count + (action.asked ? keys.length : 0) > gain) {
        [best, gain] = [action, count + (action.asked ? keys.length : 0)];
      }
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
