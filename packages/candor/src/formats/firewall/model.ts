/** Families of netfilter tables; `inet` sees both IPv4 and IPv6. */
export type TableFamily = 'ip' | 'ip6' | 'inet' | 'arp' | 'bridge' | 'netdev';

/** Where the kernel calls a base chain. */
export type Hook = 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting' | 'ingress' | 'egress';

/** Inclusive range of ports. */
export interface Ports {
  readonly from: number;
  readonly to: number;
}

/** A condition of a rule. All must hold. */
export type RuleMatch =
  /** Source or destination: addresses, CIDR ranges and `a-b` ranges. `complete` false = a set that could not be read whole. */
  | {
      readonly kind: 'saddr' | 'daddr' | 'origDaddr';
      readonly addresses: readonly string[];
      readonly complete: boolean;
      readonly negated: boolean;
      readonly family: 'ip' | 'ip6' | null;
    }
  | { readonly kind: 'family'; readonly family: 'ip' | 'ip6'; readonly negated: boolean }
  | { readonly kind: 'proto'; readonly protocols: readonly string[]; readonly negated: boolean }
  | {
      readonly kind: 'sport' | 'dport' | 'origDport';
      readonly ports: readonly Ports[];
      readonly complete: boolean;
      readonly negated: boolean;
    }
  | { readonly kind: 'ctState'; readonly states: readonly string[]; readonly negated: boolean }
  | { readonly kind: 'ctDirection'; readonly direction: 'original' | 'reply' }
  /** Interface names; a trailing `*` stands for any ending. */
  | { readonly kind: 'iif' | 'oif'; readonly names: readonly string[]; readonly negated: boolean }
  | {
      readonly kind: 'addressType';
      readonly side: 'saddr' | 'daddr';
      readonly types: readonly string[];
      readonly negated: boolean;
    }
  /** A rate or count limit; `whenQuiet` = whether the first packet of a quiet client matches. */
  | { readonly kind: 'rate'; readonly whenQuiet: boolean; readonly text: string }
  /** Something that this reader does not understand: it may match or not. */
  | { readonly kind: 'unknown'; readonly text: string };

/** What a rule does. `none` = goes on to the next rule (counts, logs, marks). */
export type RuleVerdict =
  | { readonly kind: 'accept' | 'drop' | 'reject' | 'return' | 'masquerade' | 'none' }
  | { readonly kind: 'jump' | 'goto'; readonly target: string }
  | { readonly kind: 'dnat' | 'snat' | 'redirect'; readonly to: string | null }
  | { readonly kind: 'unknown'; readonly text: string };

/** Packets and bytes seen since the counter was set to zero. */
export interface Counter {
  readonly packets: number;
  readonly bytes: number;
}

/** One rule, in the order of its chain. */
export interface FirewallRule {
  readonly matches: readonly RuleMatch[];
  readonly verdict: RuleVerdict;
  readonly counter: Counter | null;
  readonly comment: string | null;
  /** The rule as read: a line of `iptables-save` or `ufw status`, or the JSON of nft's expressions. */
  readonly text: string;
  readonly line: number;
}

/** A chain; `hook` is null for one that is only jumped to. */
export interface FirewallChain {
  readonly name: string;
  readonly hook: Hook | null;
  /** Kernel priority; lower comes first (raw -300, mangle -150, dstnat -100, filter 0, srcnat 100). */
  readonly priority: number | null;
  /** `reject` only occurs in `ufw status`. Null for chains without a hook. */
  readonly policy: 'accept' | 'drop' | 'reject' | null;
  readonly counter: Counter | null;
  readonly rules: readonly FirewallRule[];
  readonly line: number;
}

/** A table of one family. */
export interface FirewallTable {
  readonly family: TableFamily;
  readonly name: string;
  /** The table is loaded but switched off (nft flag `dormant`). */
  readonly dormant: boolean;
  readonly chains: readonly FirewallChain[];
  readonly line: number;
}

/** What one tool says about packet filtering. */
export interface Ruleset {
  readonly source: 'nft' | 'iptables' | 'ufw';
  /** Families that this reading speaks about: `iptables-save` knows nothing of IPv6. */
  readonly families: readonly ('ip' | 'ip6')[];
  readonly tables: readonly FirewallTable[];
  /** False when a part could not be read: absence then proves nothing. */
  readonly complete: boolean;
  /** The tool says that iptables-legacy holds tables beside these: what is accepted here may be dropped there. */
  readonly otherBackend: boolean;
}

/** `ufw status verbose` as a ruleset, with what it says about itself. */
export interface UfwStatus extends Ruleset {
  readonly source: 'ufw';
  readonly active: boolean;
  /** `on (low)`, `off`; null when not shown (without `verbose`). */
  readonly logging: string | null;
}
