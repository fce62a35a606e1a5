import {
  decides,
  type FirewallChain,
  type FirewallRule,
  type FirewallTable,
  type Hook,
  type Packet,
  type Ruleset,
} from '../formats/firewall/index.js';
import { parseRange } from './ip-range.js';

/** A rule of another tool that names addresses, and what it does not stop. */
export interface OtherRule {
  /** `iptables`, `ip6tables`, `nft`, `ufw`, or `fail2ban` for its chains. */
  readonly tool: string;
  /** Chain or file. */
  readonly place: string;
  /** The first addresses that it names. */
  readonly addresses: readonly string[];
  /** How many there are in all. */
  readonly count: number;
  /** Why it is inert, or for whom; empty = it stands where it works. */
  readonly why: readonly string[];
}

/** What decides whether a rule of INPUT or OUTPUT is enough. */
export interface Surroundings {
  /** True when a running container publishes a port beyond loopback. */
  readonly published: boolean;
  /** True when containers run at all. */
  readonly containers: boolean;
}

/** Addresses of one rule that are listed; a ban list has thousands. */
const listed = 5;

/** Rules of the kernel that refuse named addresses, with what they do not stop (rules 28 to 30 of the verdict). */
export function inertRules(tool: string, ruleset: Ruleset, around: Surroundings): OtherRule[] {
  const found = ruleset.tables
    .filter(({ name }) => name !== 'candor')
    .flatMap((table) => table.chains.flatMap((chain) => ofChain(tool, ruleset, table, chain, around)));
  return grouped(found);
}

function ofChain(
  tool: string,
  ruleset: Ruleset,
  table: FirewallTable,
  chain: FirewallChain,
  around: Surroundings,
): OtherRule[] {
  const hooks = hooksOf(table, chain.name);
  return chain.rules.flatMap((rule) => {
    if (rule.verdict.kind !== 'drop' && rule.verdict.kind !== 'reject') return [];
    return (['saddr', 'daddr'] as const).flatMap((side) => {
      const addresses = namedBy(rule, side);
      const [first] = addresses;
      if (first === undefined) return [];
      const why = reasons(hooks, side, around);
      if (why.length === 0 && isPassed(ruleset, hooks, side, first))
        why.push('behind a terminal rule: what comes first lets the packet through');
      const own = /^f2b-/.test(chain.name) ? 'fail2ban' : /^ufw6?-/.test(chain.name) ? 'ufw' : tool;
      return [
        {
          tool: own,
          place: `${chain.name} (${[...hooks].join(', ') || 'no hook'})`,
          addresses,
          count: addresses.length,
          why,
        },
      ];
    });
  });
}

function namedBy(rule: FirewallRule, side: 'saddr' | 'daddr'): string[] {
  return rule.matches.flatMap((match) =>
    match.kind === side && !match.negated
      ? match.addresses.filter((one) => parseRange(one) !== null && !one.endsWith('/0'))
      : [],
  );
}

/** Hooks from which a chain is reached, by jumps. */
function hooksOf(table: FirewallTable, name: string): ReadonlySet<Hook> {
  const hooks = new Set<Hook>();
  const seen = new Set<string>();
  const queue = [name];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const target = next;
    for (const chain of table.chains) {
      if (chain.name === target && chain.hook !== null) hooks.add(chain.hook);
      if (chain.rules.some(({ verdict }) => 'target' in verdict && verdict.target === target)) queue.push(chain.name);
    }
  }
  return hooks;
}

const early: readonly Hook[] = ['prerouting', 'ingress', 'forward'];

function reasons(hooks: ReadonlySet<Hook>, side: 'saddr' | 'daddr', around: Surroundings): string[] {
  if (hooks.size === 0) return ['no chain of the kernel leads to it'];
  if (early.some((hook) => hooks.has(hook))) return [];
  if (side === 'saddr' && hooks.has('input'))
    return [
      ...(around.published ? ['INPUT does not see container traffic: published ports are forwarded past it'] : []),
      ...(around.containers
        ? ['it stops no fetch: what a container opens is forwarded, and its answers come that way too']
        : []),
    ];
  if (side === 'daddr' && hooks.has('output'))
    return around.containers ? ['OUTPUT does not see container traffic: it is forwarded'] : [];
  return ['wrong direction: this chain never sees the address on that side'];
}

/** True when an ordinary packet of the address passes all the same. */
function isPassed(ruleset: Ruleset, hooks: ReadonlySet<Hook>, side: 'saddr' | 'daddr', address: string): boolean {
  const range = parseRange(address);
  if (range === null) return false;
  const bare = address.split('/')[0] ?? '';
  const asked = (['input', 'forward', 'output', 'prerouting'] as const).filter((hook) => hooks.has(hook));
  return (
    asked.length > 0 && asked.every((hook) => decides(ruleset, packetOf(hook, range.family, side, bare)) === 'accept')
  );
}

function packetOf(hook: Packet['hook'], family: 4 | 6, side: 'saddr' | 'daddr', address: string): Packet {
  const base = { hook, family: family === 4 ? 'ip' : 'ip6', proto: 'tcp', dport: 443, origDport: 443 } as const;
  const ends = side === 'saddr' ? { saddr: address } : { daddr: address };
  return hook === 'output' ? { ...base, ...ends, outInterface: 'eth0' } : { ...base, ...ends, inInterface: 'eth0' };
}

/** One line for all rules of a place with the same reason: ban lists are long. */
function grouped(rules: readonly OtherRule[]): OtherRule[] {
  const groups = new Map<string, OtherRule>();
  for (const rule of rules) {
    const key = `${rule.tool} ${rule.place} ${rule.why.join()}`;
    const before = groups.get(key);
    const addresses = [...(before?.addresses ?? []), ...rule.addresses].slice(0, listed);
    groups.set(key, { ...rule, addresses, count: (before?.count ?? 0) + rule.count });
  }
  return [...groups.values()];
}
