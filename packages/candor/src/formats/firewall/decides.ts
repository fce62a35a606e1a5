import { holds, type Packet } from './matches.js';
import type { FirewallChain, FirewallRule, FirewallTable, Ruleset } from './model.js';

/** What happens to the packet; `unknown` = a match that is not understood or not settled could decide. */
export type Decision = 'accept' | 'drop' | 'reject' | 'unknown';

/** `end` = the chain is left without a verdict. */
type Outcome = Decision | 'end';

/** Jumps that the kernel follows (`NFT_JUMP_STACK_SIZE`); a loop cannot be loaded, so deeper means a forged input. */
const MAX_JUMPS = 16;

class Walk {
  private readonly chains: ReadonlyMap<string, FirewallChain>;
  private readonly packet: Packet;
  private readonly known = new Map<string, ReadonlySet<Outcome>>();

  constructor(table: FirewallTable, packet: Packet) {
    this.chains = new Map(table.chains.map((chain) => [chain.name, chain]));
    this.packet = packet;
  }

  /** Every outcome that is possible in a chain; each chain is walked once. */
  chain(name: string, depth: number): ReadonlySet<Outcome> {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const chain = this.chains.get(name);
    if (chain === undefined || depth > MAX_JUMPS) return new Set(['unknown']);
    this.known.set(name, new Set(['unknown']));
    const found = this.rules(chain.rules, depth);
    this.known.set(name, found);
    return found;
  }

  private rules(rules: readonly FirewallRule[], depth: number): ReadonlySet<Outcome> {
    const outcomes = new Set<Outcome>();
    for (const rule of rules) {
      const truth = holds(this.packet, rule.matches);
      if (truth === false) continue;
      const { leaves, stays } = this.verdict(rule, depth);
      for (const outcome of leaves) outcomes.add(outcome);
      if (truth === true && !stays) return outcomes;
    }
    return outcomes.add('end');
  }

  /** How a matching rule leaves its chain, and whether the next rule may come after it. */
  private verdict(
    { verdict }: FirewallRule,
    depth: number,
  ): { readonly leaves: readonly Outcome[]; readonly stays: boolean } {
    switch (verdict.kind) {
      case 'accept':
      case 'drop':
      case 'reject':
      case 'unknown':
        return { leaves: [verdict.kind], stays: false };
      case 'dnat':
      case 'snat':
      case 'redirect':
      case 'masquerade':
        return { leaves: ['accept'], stays: false };
      case 'return':
        return { leaves: ['end'], stays: false };
      case 'goto':
        return { leaves: [...this.chain(verdict.target, depth + 1)], stays: false };
      case 'jump': {
        const inner = this.chain(verdict.target, depth + 1);
        return { leaves: [...inner].filter((outcome) => outcome !== 'end'), stays: inner.has('end') };
      }
      case 'none':
        return { leaves: [], stays: true };
    }
  }
}

interface Base {
  readonly table: FirewallTable;
  readonly chain: FirewallChain;
}

function baseChains(ruleset: Ruleset, packet: Packet): readonly Base[] {
  return ruleset.tables
    .filter(({ family, dormant }) => !dormant && (family === packet.family || family === 'inet'))
    .flatMap((table) => table.chains.filter(({ hook }) => hook === packet.hook).map((chain) => ({ table, chain })))
    .sort((a, b) => (a.chain.priority ?? 0) - (b.chain.priority ?? 0));
}

function settle(outcomes: ReadonlySet<Decision>): Decision {
  const [first] = outcomes;
  if (outcomes.size === 1 && first !== undefined) return first;
  return outcomes.has('accept') || outcomes.has('unknown') ? 'unknown' : 'drop';
}

/**
 * What a ruleset does with the first packet of a new connection at one hook. Base chains run by priority: a drop is
 * final, an accept only ends its own chain (nft(8), "Verdict statement"). Rate limits count as not yet reached. A
 * mixture of drop and reject is `drop`. Without any chain at the hook the kernel accepts. For a published container
 * port ask for `forward` with `dport` = the container's port and `origDport` = the host's. Address translation is not
 * simulated; `bridge` and `netdev` tables are not looked at. An incomplete ruleset decides nothing.
 */
export function decides(ruleset: Ruleset, packet: Packet): Decision {
  if (!ruleset.complete || !ruleset.families.includes(packet.family)) return 'unknown';
  if (ruleset.source === 'ufw' && (packet.hook === 'prerouting' || packet.inInterface === 'lo')) return 'unknown';
  const outcomes = new Set<Decision>();
  for (const { table, chain } of baseChains(ruleset, packet)) {
    let passes = false;
    for (const outcome of new Walk(table, packet).chain(chain.name, 0)) {
      const decided = outcome === 'end' ? (chain.policy ?? 'accept') : outcome;
      if (decided === 'accept') passes = true;
      else outcomes.add(decided);
    }
    if (!passes) return settle(outcomes);
  }
  if (ruleset.otherBackend) outcomes.add('unknown');
  return settle(outcomes.add('accept'));
}
