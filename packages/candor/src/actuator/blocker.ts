import type { Block, Proof } from '../block/block.js';
import { type Edge, edgeRefusal } from '../block/edge-refusal.js';
import { type HostView, type NeverList, neverList } from '../block/never-list.js';
import { type BlockPlan, type BlockRequest, type PlanContext, planBlocks } from '../block/plan-blocks.js';
import type { Firewall } from './firewall.js';
import type { JournalFile } from './journal-file.js';

/** What the site declares that bears on blocks. */
export interface Site {
  readonly edge: Edge | null;
  readonly publicNames: readonly string[];
}

/** Parts of the host that a blocker works with. */
export interface BlockerParts {
  readonly firewall: Firewall;
  readonly journal: JournalFile;
  readonly host: () => HostView;
  readonly site: Site;
  readonly now: () => Date;
}

/** A change that was judged and not yet made. */
export interface Prepared {
  readonly plan: BlockPlan;
  readonly before: ReadonlyMap<string, Block>;
  readonly after: ReadonlyMap<string, Block>;
  /** nft's text: the table, then the elements that change. */
  readonly setup: string;
  readonly elements: string;
  /** False when the table has to be made first, or was flushed by somebody. */
  readonly stands: boolean;
}

/** Judges, applies and takes back blocks; the only place that writes to the packet filter. */
export interface Blocker {
  readonly never: () => NeverList;
  /** The blocks that stand by the journal. */
  readonly blocks: () => Map<string, Block>;
  prepare(request: BlockRequest, resolved: ReadonlyMap<string, readonly string[]>): Promise<Prepared>;
  /** What is left when some blocks end, or when all stand anew. */
  prepareChange(after: ReadonlyMap<string, Block>): Promise<Prepared>;
  /** Everything anew, as after a reboot. */
  prepareAnew(after: ReadonlyMap<string, Block>): Promise<Prepared>;
  /** Makes the change: the kernel first, then the journal; a kill between leaves elements that end by themselves. */
  commit(prepared: Prepared): Promise<void>;
  /** Writes down that blocks have ended, after the table was removed. */
  forget(prepared: Prepared): void;
  /** Notes a proof or another tool's part in the journal. */
  note(blocks: readonly Block[]): void;
}

const nothing: BlockPlan = { blocks: [], refusals: [], notes: [] };

/** The blocker of a host. */
export function createBlocker({ firewall, journal, host, site, now }: BlockerParts): Blocker {
  const never = () => neverList(host(), site.edge);
  const blocks = () => journal.read(now()).blocks;
  /** The table as this process made it last: where it stands and nothing of it has changed, elements are enough. */
  let applied: string | null = null;
  const prepared = async (
    plan: BlockPlan,
    before: Map<string, Block>,
    after: ReadonlyMap<string, Block>,
    list: NeverList,
  ) => {
    const stands = await firewall.stands();
    // Counters only matter for elements that are renewed: the whole table is read for those alone.
    const renews = stands && [...after.keys()].some((id) => before.has(id) && before.get(id) !== after.get(id));
    const table = renews ? await firewall.read() : null;
    const change = { before: [...before.values()], after: [...after.values()], never: list, now: now(), stands, table };
    const { setup, elements } = firewall.transaction(change);
    return { plan, before, after, stands, setup: stands && setup === applied ? '' : setup, elements };
  };
  return {
    never,
    blocks,
    prepare: async (request, resolved) => {
      const view = host();
      const list = neverList(view, site.edge);
      const standing = blocks();
      const refuseAll = blind(view) ?? staleEdge(site.edge, now());
      const plan = planBlocks(request, {
        never: list,
        refuseAll,
        resolved,
        publicNames: site.publicNames,
        standing,
        now: now(),
      });
      return prepared(
        plan,
        standing,
        new Map([...standing, ...plan.blocks.map((block) => [block.id, block] as const)]),
        list,
      );
    },
    prepareAnew: async (after) => {
      const change = { before: [], after: [...after.values()], never: never(), now: now(), stands: false };
      const text = firewall.transaction(change);
      // Without the old table no element of before can stand in the way.
      const setup = `add table inet candor\ndelete table inet candor\n${text.setup}`;
      return { plan: nothing, before: after, after, stands: false, setup, elements: text.elements };
    },
    prepareChange: (after) => prepared(nothing, blocks(), after, never()),
    commit: async ({ setup, elements, before, after }) => {
      await firewall.run(`${setup}${elements}`);
      if (setup !== '') applied = setup;
      const ended = [...before.keys()].filter((id) => !after.has(id));
      const made = [...after.values()].filter((block) => before.get(block.id) !== block);
      journal.append([
        ...ended.map((id) => ({ op: 'end' as const, id, at: now() })),
        ...made.map((block) => ({ op: 'set' as const, block })),
      ]);
    },
    forget: ({ before, after }) => {
      const ended = [...before.keys()].filter((id) => !after.has(id));
      journal.append(ended.map((id) => ({ op: 'end', id, at: now() })));
      journal.compact(now());
    },
    note: (noted) => journal.append(noted.map((block) => ({ op: 'set', block }))),
  };
}

/** A block with what its proof came to. */
export function withProof(block: Block, proof: Proof): Block {
  return { ...block, proof };
}

/** A never list without the host's own addresses would be a guess. */
function blind({ own }: HostView): PlanContext['refuseAll'] {
  return own.length === 0 ? { reason: "this host's own addresses could not be read", hint: 'is /proc mounted?' } : null;
}

function staleEdge(edge: Edge | null, now: Date): PlanContext['refuseAll'] {
  const reason = edgeRefusal(edge, now);
  return reason === null
    ? null
    : {
        reason,
        hint: 'list its ranges with the day as `asOf` under `edge` in candor.yaml (Cloudflare: www.cloudflare.com/ips-v4 and ips-v6)',
      };
}
