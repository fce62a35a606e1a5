import type { Block } from '../block/block.js';
import { elementChanges } from '../block/element-changes.js';
import { elementName } from '../block/elements.js';
import { type NeverList, neverRanges } from '../block/never-list.js';
import { type KernelTable, readTable } from '../block/read-table.js';
import { tableText } from '../block/ruleset.js';
import { CandorError } from '../core/errors.js';
import type { RunProgram } from './run-program.js';

/** `table inet candor` of the running kernel. */
export interface Firewall {
  /** True when all our base chains are there. */
  stands(): Promise<boolean>;
  /** The table with elements and counters; null when there is none. */
  read(): Promise<KernelTable | null>;
  /** The transaction from some blocks to others. Without a standing table everything that is to hold is written. */
  transaction(change: Change): { readonly setup: string; readonly elements: string };
  /** Runs a transaction: all of it or nothing. */
  run(text: string): Promise<void>;
  /** Removes the table with everything in it. */
  remove(): Promise<void>;
}

/** From which blocks to which. */
export interface Change {
  readonly before: readonly Block[];
  readonly after: readonly Block[];
  readonly never: NeverList;
  readonly now: Date;
  readonly stands: boolean;
  readonly table?: KernelTable | null;
}

/** The base chains without which nothing is refused. */
const baseChains = ['early', 'ingress', 'forward', 'output'];

/** The kernel's packet filter through nft(8). */
export function createFirewall(run: RunProgram): Firewall {
  const nft = async (args: readonly string[], input = '') => {
    const result = await run(['nft', ...args], input);
    if (result.notFound)
      throw new CandorError('FIREWALL_FAILED', 'nft is not installed', { hint: 'sudo apt-get install nftables' });
    return result;
  };
  const runText = async (text: string) => {
    if (text === '') return;
    const result = await nft(['-f', '-'], text);
    if (result.exitCode !== 0) throw failure('the packet filter refused the transaction', result.stderr);
  };
  return {
    stands: async () => {
      // The chains of all tables: nft 1.0.6 fetches every element to list one table, even with --terse.
      const result = await nft(['-j', 'list', 'chains']);
      if (result.exitCode !== 0) throw failure('cannot read the packet filter', result.stderr);
      const chains = readTable(result.stdout)?.chains ?? [];
      return baseChains.every((name) => chains.includes(name));
    },
    read: async () => {
      const result = await nft(['-j', 'list', 'table', 'inet', 'candor']);
      if (result.exitCode === 0) return readTable(result.stdout);
      if (/No such file or directory/.test(result.stderr)) return null;
      throw failure('cannot read the packet filter', result.stderr);
    },
    transaction: ({ before, after, never, now, stands, table }) => ({
      setup: tableText((family) => neverRanges(never, family)),
      elements: elementChanges(stands ? before : [], after, now, counted(table ?? null)),
    }),
    run: runText,
    remove: () => runText('add table inet candor\ndelete table inet candor\n'),
  };
}

function counted(table: KernelTable | null) {
  return new Map((table?.elements ?? []).map((one) => [elementName(one), one]));
}

function failure(what: string, words: string): CandorError {
  const said = words
    .replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim()
    .slice(0, 300);
  const denied = /Operation not permitted|Permission denied|you must be root/i.test(words);
  return new CandorError('FIREWALL_FAILED', `${what}: ${said || 'it said nothing'}`, {
    hint: denied ? 'run with sudo, or through the actuator' : 'nft list table inet candor shows what is there',
  });
}
