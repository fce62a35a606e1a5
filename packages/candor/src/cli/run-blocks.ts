import type { Prepared } from '../actuator/blocker.js';
import { syncNginx } from '../actuator/nginx-deny.js';
import { readRunningContainers } from '../actuator/read-containers.js';
import { type OtherRules, readOtherRules } from '../actuator/read-other-rules.js';
import type { Block } from '../block/block.js';
import { type BlockState, blockStates } from '../block/block-states.js';
import { refreshedBlocks } from '../block/refreshed-blocks.js';
import { CandorError } from '../core/errors.js';
import { type OpenBlocker, openBlocker } from './open-blocker.js';
import { plainLine } from './plain-text.js';
import { describeBlock, proofWords } from './print-block.js';
import { resolveNames } from './resolve-names.js';
import type { Terminal } from './terminal.js';

/** Options of `candor blocks` and its parts. */
export interface BlocksOptions {
  readonly config?: string;
  readonly json?: boolean;
}

/** Longer lists are cut on a terminal. */
const shown = 50;

/** Lists, confirms, refreshes or restores. Returns 0, or 1 from `list` when a block does not hold. */
export async function runBlocks(
  action: 'list' | 'confirm' | 'refresh' | 'restore',
  ids: readonly string[],
  options: BlocksOptions,
  terminal: Terminal,
): Promise<number> {
  const open = openBlocker(options, terminal);
  switch (action) {
    case 'list':
      return list(open, options, terminal);
    case 'confirm':
      return change(open, confirmed(open.blocker.blocks(), ids), 'confirmed', options, terminal);
    case 'refresh':
      return change(open, await refreshed(open, terminal), 'refreshed', options, terminal);
    case 'restore':
      return restore(open, options, terminal);
  }
}

async function list(
  { blocker, firewall, run }: OpenBlocker,
  options: BlocksOptions,
  terminal: Terminal,
): Promise<number> {
  const containers = await readRunningContainers(terminal.env);
  const around = {
    published: containers.items.some(({ publishes }) => publishes),
    containers: containers.items.length > 0,
  };
  const [table, others] = await Promise.all([firewall.read(), readOtherRules(run, around)]);
  const states = blockStates([...blocker.blocks().values()], table);
  if (options.json)
    terminal.stdout(`${JSON.stringify({ ...states, others: others.rules, unread: others.unread }, null, 2)}\n`);
  else printStates(states, others, terminal);
  return states.blocks.every(({ holds }) => holds) ? 0 : 1;
}

function printStates(
  { blocks, unknown }: ReturnType<typeof blockStates>,
  { rules, unread }: OtherRules,
  terminal: Terminal,
): void {
  if (blocks.length === 0) terminal.stdout('candor blocks nobody\n');
  for (const state of blocks.slice(0, shown)) terminal.stdout(`${lineOf(state)}\n`);
  if (blocks.length > shown) terminal.stdout(`… and ${blocks.length - shown} more: --json has all\n`);
  if (unknown > 0)
    terminal.stdout(`${unknown} elements of table inet candor are in no decision on record; they end by themselves\n`);
  const inert = rules.filter(({ why }) => why.length > 0);
  if (rules.length > 0) terminal.stdout('\nrules of other tools that name addresses:\n');
  for (const { tool, place, addresses, count, why } of [
    ...inert,
    ...rules.filter((rule) => rule.why.length === 0),
  ].slice(0, shown)) {
    const more = count > addresses.length ? ` and ${count - addresses.length} more` : '';
    terminal.stdout(
      plainLine(`${why.length > 0 ? 'INERT ' : 'ok    '} ${tool} ${place}: ${addresses.join(', ')}${more}`),
    );
    terminal.stdout(`\n${why.map((reason) => `        ${plainLine(reason)}\n`).join('')}`);
  }
  if (unread.length > 0) terminal.stderr(`not read: ${plainLine(unread.join(', '))} (run with sudo)\n`);
}

function lineOf({ block, holds, packets }: BlockState): string {
  const proven = packets > 0 ? `${packets} packets refused` : proofWords(block);
  const state = holds ? proven : 'NOT IN THE KERNEL: candor blocks restore';
  return `${block.id}  ${describeBlock(block)}; ${state}${block.reason ? `; ${plainLine(block.reason)}` : ''}`;
}

/** Chosen blocks, or all on trial, without their trial. */
function confirmed(standing: ReadonlyMap<string, Block>, ids: readonly string[]): Map<string, Block> {
  const unknown = ids.find((id) => ![...standing.values()].some((block) => block.id === id || block.target === id));
  if (unknown !== undefined)
    throw new CandorError('INPUT_INVALID', `${plainLine(unknown).slice(0, 100)} is not blocked by candor`, {
      hint: 'candor blocks lists what is',
    });
  const chosen = (block: Block) =>
    block.provisionalUntil !== null && (ids.length === 0 || ids.includes(block.id) || ids.includes(block.target));
  return new Map(
    [...standing].map(([id, block]) => [id, chosen(block) ? { ...block, provisionalUntil: null } : block]),
  );
}

async function refreshed({ blocker }: OpenBlocker, terminal: Terminal): Promise<Map<string, Block>> {
  const standing = blocker.blocks();
  const [resolved, containers] = await Promise.all([
    resolveNames([...standing.values()].map(({ target }) => target)),
    readRunningContainers(terminal.env),
  ]);
  return refreshedBlocks(standing, { resolved, containers: containers.items, never: blocker.never() });
}

async function change(
  { blocker, run }: OpenBlocker,
  after: ReadonlyMap<string, Block>,
  word: string,
  options: BlocksOptions,
  terminal: Terminal,
): Promise<number> {
  const prepared: Prepared = await blocker.prepareChange(after);
  const changed = [...after.values()].filter((block) => prepared.before.get(block.id) !== block);
  if (changed.length > 0 || !prepared.stands) await blocker.commit(prepared);
  const problem = await syncNginx([...after.values()], run);
  if (problem !== null) terminal.stderr(`candor: ${plainLine(problem)}\n`);
  if (options.json) terminal.stdout(`${JSON.stringify({ [word]: changed }, null, 2)}\n`);
  else
    terminal.stdout(
      changed.length === 0
        ? 'nothing to do\n'
        : `${changed
            .map((block) => `${word} ${describeBlock(block)}`)
            .slice(0, shown)
            .join('\n')}\n`,
    );
  return 0;
}

async function restore({ blocker }: OpenBlocker, options: BlocksOptions, terminal: Terminal): Promise<number> {
  const standing = blocker.blocks();
  if (standing.size > 0) await blocker.commit(await blocker.prepareAnew(standing));
  if (options.json) terminal.stdout(`${JSON.stringify({ restored: standing.size })}\n`);
  else terminal.stdout(`${standing.size} blocks stand in table inet candor\n`);
  return 0;
}
