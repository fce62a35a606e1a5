import type { Prepared } from '../actuator/blocker.js';
import { syncNginx } from '../actuator/nginx-deny.js';
import { untellOthers } from '../actuator/tell-others.js';
import { type Block, directionWords } from '../block/block.js';
import { parseTarget } from '../block/parse-target.js';
import { CandorError, exitCodes } from '../core/errors.js';
import { author } from './ask.js';
import { askActuator } from './ask-actuator.js';
import { confirm } from './confirm.js';
import { noteInLedger, openBlocker } from './open-blocker.js';
import { plainLine } from './plain-text.js';
import { describeBlock } from './print-block.js';
import type { Terminal } from './terminal.js';

/** Options of `candor unblock`. */
export interface UnblockOptions {
  readonly all?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly author?: string;
  readonly config?: string;
  readonly case?: string;
  readonly json?: boolean;
}

/** Takes blocks back by id or target, or all with the table. Returns 0. */
export async function runUnblock(
  given: readonly string[],
  options: UnblockOptions,
  terminal: Terminal,
): Promise<number> {
  if ((given.length === 0) !== (options.all === true))
    throw new CandorError('USAGE', 'name what to unblock, or use --all', { hint: 'candor blocks lists them' });
  if (process.geteuid?.() !== 0) return unblockWithoutRights(given, options, terminal);
  const { blocker, firewall, run } = openBlocker(options, terminal);
  const standing = blocker.blocks();
  const ending = options.all ? [...standing.values()] : given.flatMap((text) => chosen(text, standing));
  const after = new Map([...standing].filter(([id]) => !ending.some((block) => block.id === id)));
  const prepared = await blocker.prepareChange(after);
  const text = options.all ? 'delete table inet candor\n' : prepared.elements;
  if (!options.json || options.dryRun) print(ending, text, options, terminal);
  if (options.dryRun) return 0;
  if (!(await confirm('apply this?', options.yes ?? false, terminal))) {
    terminal.stderr('nothing was changed\n');
    return 0;
  }
  await (options.all ? removeAll(prepared) : blocker.commit(prepared));
  await untellOthers(ending, run);
  const problem = await syncNginx([...after.values()], run);
  if (problem !== null) terminal.stderr(`candor: ${plainLine(problem)}\n`);
  const by = await author(options.author ?? terminal.env.SUDO_USER ?? terminal.env.USER ?? 'root', terminal);
  const what = ending
    .slice(0, 50)
    .map((block) => `${block.target} (${directionWords(block.direction)}, id ${block.id})`);
  const ledger =
    ending.length === 0
      ? null
      : noteInLedger(`candor unblock: taken back ${what.join(', ')}`, by, options.case, terminal);
  if (options.json) terminal.stdout(`${JSON.stringify({ applied: true, ended: ending, ledger }, null, 2)}\n`);
  else terminal.stdout(`${ending.length} taken back${options.all ? '; table inet candor is gone' : ''}\n`);
  return 0;

  async function removeAll(change: Prepared): Promise<void> {
    await firewall.remove();
    await blocker.forget(change);
  }
}

async function unblockWithoutRights(
  given: readonly string[],
  options: UnblockOptions,
  terminal: Terminal,
): Promise<number> {
  if (options.all) throw new CandorError('USAGE', '--all needs rights', { hint: 'sudo candor unblock --all' });
  if (
    options.dryRun ||
    !(await confirm(
      `ask the actuator to take back ${given.map(plainLine).join(', ')}?`,
      options.yes ?? false,
      terminal,
    ))
  )
    return 0;
  const by = options.author ?? terminal.env.USER ?? '';
  const reply = await askActuator({ do: 'unblock', targets: given.slice(0, 256), by });
  if (options.json) terminal.stdout(`${JSON.stringify(reply, null, 2)}\n`);
  else if (reply.ok) terminal.stdout(`${reply.blocks?.length ?? 0} taken back\n`);
  else terminal.stderr(`candor: ${plainLine(reply.error ?? 'the actuator refused')}\n`);
  return reply.ok ? 0 : exitCodes.data;
}

function chosen(text: string, standing: ReadonlyMap<string, Block>): Block[] {
  const target = parseTarget(text);
  const name = target.kind === 'range' ? target.text : target.kind === 'domain' ? target.name : text;
  const found = [...standing.values()].filter(({ id, target: own }) => id === text || own === name);
  if (found.length > 0) return found;
  throw new CandorError('INPUT_INVALID', `${plainLine(text).slice(0, 100)} is not blocked by candor`, {
    hint: 'candor blocks lists what is, and what other tools block',
  });
}

function print(ending: readonly Block[], text: string, options: UnblockOptions, terminal: Terminal): void {
  if (options.json) {
    terminal.stdout(`${JSON.stringify({ applied: false, ended: ending, transaction: text }, null, 2)}\n`);
    return;
  }
  for (const block of ending.slice(0, 20)) terminal.stdout(`take back ${describeBlock(block)}\n`);
  if (ending.length > 20) terminal.stdout(`… and ${ending.length - 20} more\n`);
  terminal.stdout(`\nnft transaction:\n  ${text.trimEnd().slice(0, 2000).split('\n').join('\n  ')}\n\n`);
}
