import type { Prepared } from '../actuator/blocker.js';
import { type Block, directionWords, endOf } from '../block/block.js';
import { plainLine } from './plain-text.js';
import type { Terminal } from './terminal.js';

interface PrintOptions {
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

/** Longer lists are cut on a terminal; --json has all. */
const shown = 20;

/** The plan before anything happens: refusals, what it cannot cover, the transaction. */
export function printPlan(
  { plan, setup, elements, stands }: Prepared,
  options: PrintOptions,
  terminal: Terminal,
): void {
  if (options.json) {
    terminal.stdout(`${JSON.stringify({ ...plan, applied: false, transaction: `${setup}${elements}` }, null, 2)}\n`);
    return;
  }
  for (const { target, reason, hint } of plan.refusals.slice(0, shown))
    terminal.stderr(
      `refused ${plainLine(target)}: ${plainLine(reason)}${hint === null ? '' : `\n  hint: ${plainLine(hint)}`}\n`,
    );
  if (plan.refusals.length > shown) terminal.stderr(`… and ${plan.refusals.length - shown} more refused\n`);
  if (plan.blocks.length === 0) return;
  for (const block of plan.blocks.slice(0, shown)) terminal.stdout(`${describeBlock(block)}\n`);
  if (plan.blocks.length > shown) terminal.stdout(`… and ${plan.blocks.length - shown} more\n`);
  for (const note of plan.notes.slice(0, shown)) terminal.stdout(`note: ${plainLine(note)}\n`);
  const table = stands ? 'stands; its rules and never lists are renewed' : 'is made first';
  terminal.stdout(
    `\nnft transaction (table inet candor ${table}${options.dryRun ? '' : '; --dry-run shows it whole'}):\n`,
  );
  const text = options.dryRun ? `${setup}${elements}` : elements;
  terminal.stdout(`  ${text.split('\n').map(cut).join('\n  ').trimEnd()}\n\n`);
}

/** What was done, how it was proven, and how it is undone. */
export function printApplied(
  done: {
    readonly prepared: Prepared;
    readonly blocks: readonly Block[];
    /** Sockets that were ended. */
    readonly ended: number;
    readonly ledger: string | null;
    /** What nginx did not take; null = all is well. */
    readonly problem: string | null;
  },
  options: PrintOptions,
  terminal: Terminal,
): void {
  const { blocks, ended, ledger, prepared, problem } = done;
  if (options.json) {
    const { refusals, notes } = prepared.plan;
    const undo = `candor unblock ${blocks.length > shown ? '--all' : blocks.map(({ id }) => id).join(' ')}`;
    terminal.stdout(
      `${JSON.stringify({ applied: true, blocks, refusals, notes, connectionsEnded: ended, ledger, problem, undo }, null, 2)}\n`,
    );
    return;
  }
  for (const block of blocks.slice(0, shown)) {
    terminal.stdout(`blocked ${plainLine(block.target)} (id ${block.id}) until ${time(endOf(block))}\n`);
    if (block.provisionalUntil !== null)
      terminal.stdout(`  keep it until ${time(block.expires)}: candor blocks confirm ${block.id}\n`);
    if (block.proof !== null) terminal.stdout(`  ${proofWords(block)}: ${plainLine(block.proof.detail)}\n`);
    terminal.stdout(`  undo: candor unblock ${block.id}\n`);
  }
  if (blocks.length > shown) terminal.stdout(`… and ${blocks.length - shown} more: candor blocks\n`);
  const also = [...new Set(blocks.flatMap((block) => block.also))];
  if (also.length > 0) terminal.stdout(`also held by ${plainLine(also.join(', '))}\n`);
  if (problem !== null) terminal.stderr(`candor: ${plainLine(problem)}\n`);
  if (ended > 0) terminal.stdout(`${ended} open connections were ended\n`);
  if (ledger !== null) terminal.stderr(`recorded: ${ledger}\n`);
}

/** One line: who, which way, from where, how long. */
export function describeBlock(block: Block): string {
  const from = block.container === null ? '' : ` from container ${plainLine(block.container.name)}`;
  const trial = block.provisionalUntil === null ? '' : `, on trial until ${time(block.provisionalUntil)}`;
  return `${plainLine(block.target)}: ${directionWords(block.direction)}${from}, until ${time(block.expires)}${trial}`;
}

/** `effective`, `NOT EFFECTIVE`, `not proven`. */
export function proofWords({ proof }: Block): string {
  if (proof === null) return 'not proven';
  return { effective: 'proven', 'not-effective': 'NOT EFFECTIVE', 'not-proven': 'not proven' }[proof.result];
}

/** `2026-11-22 19:30:00Z` */
export function time(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

/** A batch in one line would fill the screen. */
function cut(line: string): string {
  return line.length <= 2000 ? line : `${line.slice(0, 1900)} … (${line.length} characters; --json has all)`;
}
