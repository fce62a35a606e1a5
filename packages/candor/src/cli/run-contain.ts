import { existsSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ContainWay, containPlan, containWays } from '../contain/contain-plan.js';
import { type EngineAction, sendAction } from '../contain/engine-action.js';
import { CandorError } from '../core/errors.js';
import { confirm } from './confirm.js';
import { stateFolder } from './folders.js';
import { noteInLedger } from './open-blocker.js';
import { findContainer, openEngine } from './open-engine.js';
import { plainLine } from './plain-text.js';
import { preserve } from './run-evidence.js';
import type { Terminal } from './terminal.js';

/** Options of `candor contain`. */
export interface ContainOptions {
  readonly pause?: boolean;
  readonly disconnect?: boolean;
  readonly stop?: boolean;
  readonly undo?: boolean;
  readonly yes?: boolean;
  readonly case?: string;
  readonly json?: boolean;
}

/** Stops what a container does, after its evidence was kept; or takes that back. Exit code 1 when nothing was done. */
export async function runContain(target: string, options: ContainOptions, terminal: Terminal): Promise<number> {
  const way = wayOf(options);
  const { engine, socket } = await openEngine(terminal);
  const container = await findContainer(engine, target);
  const journal = join(stateFolder(terminal, process.geteuid?.() ?? 0), 'contained', `${container.id}.json`);
  if (options.undo) return undo(container.name, journal, socket, options, terminal);
  const plan = containPlan(container, way);
  if ('nothing' in plan) {
    terminal.stdout(`${plainLine(container.name)}: nothing to do: ${plan.nothing}\n`);
    return 1;
  }
  terminal.stdout(
    `1. keep the evidence of ${plainLine(container.name)}\n${plan.actions.map((action, index) => `${index + 2}. ${sentence(action, container.name)}\n`).join('')}it costs: ${plan.cost}\nundo: candor contain ${plainLine(container.name)} --undo\n`,
  );
  if (!(await confirm('Do it?', options.yes ?? false, terminal))) return 1;
  const kept = await preserve(container.name, options, terminal);
  terminal.stdout(`evidence: ${plainLine(kept.folder)} (${kept.kept} pieces)\n`);
  remember(journal, plan.undo);
  await act(plan.actions, socket);
  const by = terminal.env.SUDO_USER ?? terminal.env.USER ?? 'root';
  noteInLedger(`contained ${container.name}: ${way}; evidence in ${kept.folder}`, by, options.case, terminal);
  terminal.stdout(`${plainLine(container.name)}: ${way} done\n`);
  return 0;
}

async function undo(
  name: string,
  journal: string,
  socket: string,
  options: ContainOptions,
  terminal: Terminal,
): Promise<number> {
  if (!existsSync(journal)) {
    terminal.stdout(`${plainLine(name)}: nothing was done to it that could be undone\n`);
    return 1;
  }
  const actions = JSON.parse(readFileSync(journal, 'utf8')) as EngineAction[]; // written by remember
  terminal.stdout(actions.map((action, index) => `${index + 1}. ${sentence(action, name)}\n`).join(''));
  if (!(await confirm('Undo it?', options.yes ?? false, terminal))) return 1;
  await act(actions, socket);
  unlinkSync(journal);
  noteInLedger(
    `containment of ${name} undone`,
    terminal.env.SUDO_USER ?? terminal.env.USER ?? 'root',
    options.case,
    terminal,
  );
  terminal.stdout(`${plainLine(name)}: as it was\n`);
  return 0;
}

/** What undoes it is written before it is done; earlier undo steps of the same container come after the new ones. */
function remember(journal: string, steps: readonly EngineAction[]): void {
  const before = existsSync(journal) ? (JSON.parse(readFileSync(journal, 'utf8')) as EngineAction[]) : []; // written here
  mkdirSync(join(journal, '..'), { recursive: true, mode: 0o700 });
  writeFileSync(journal, JSON.stringify([...steps, ...before]), { mode: 0o600 });
}

async function act(actions: readonly EngineAction[], socket: string): Promise<void> {
  for (const action of actions) {
    const why = await sendAction(socket, action);
    if (why !== null)
      throw new CandorError('INPUT_INVALID', `${action.kind} failed: ${plainLine(why)}`, {
        hint: 'what was done before it stays; --undo takes it back',
      });
  }
}

function wayOf(options: ContainOptions): ContainWay {
  const chosen = containWays.filter((way) => options[way]);
  const [only, second] = chosen;
  if (options.undo) return 'pause';
  if (only && second === undefined) return only;
  throw new CandorError('USAGE', 'say how: one of --pause, --disconnect, --stop', {
    hint: '--pause keeps its memory, and is the first step',
  });
}

function sentence(action: EngineAction, name: string): string {
  const on = plainLine(name);
  return 'network' in action
    ? `${action.kind} ${on} ${action.kind === 'connect' ? 'to' : 'from'} network ${plainLine(action.network)}`
    : `${action.kind} ${on}`;
}
