import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';
import type { Ruleset } from '../formats/firewall/model.js';

/** What one tool says about packet filtering. */
export interface FirewallReading {
  readonly tool: 'nft' | 'iptables' | 'ip6tables' | 'ufw';
  readonly ruleset: Ruleset;
  /** False for a ufw that is off: its rules hold nothing back (rule FIREWALL_ACTIVE). The kernel's own tables are always active. */
  readonly active: boolean;
  readonly ref: EvidenceRef;
}

/** The packet filter as each tool shows it. Complete when IPv4 and IPv6 rules of the kernel were read whole. */
export const firewall = defineFact<readonly FirewallReading[]>({
  id: 'firewall',
  title: 'Rules of the packet filter',
  sources: ['firewall.nft', 'firewall.iptables', 'firewall.ip6tables', 'firewall.ufw'],
});
