import type { EvidenceRef } from '../../core/evidence.js';
import { exampleNow, exampleRef, seen } from '../../core/example.js';
import type { Known } from '../../core/fact.js';
import type { FirewallReading } from '../../facts/firewall.js';
import {
  type Decision,
  decides,
  type FirewallRule,
  type Packet,
  type Ruleset,
  readIptablesSave,
  readUfwStatus,
} from '../../formats/firewall/index.js';

/** A port that no service of a web server uses: what happens to it shows what happens to everything undeclared. */
const anyPort = 34_567;

/** What becomes of a stranger's new connection to the host itself at a port that nobody allowed. */
export function strangerDecision(
  readings: readonly FirewallReading[],
  family: 'ip' | 'ip6',
  port = anyPort,
  saddr?: string,
): Decision {
  const packet: Packet = {
    hook: 'input',
    family,
    proto: 'tcp',
    dport: port,
    origDport: port,
    saddr: saddr ?? (family === 'ip' ? '198.51.100.77' : '2001:db8:ffff::77'),
    inInterface: 'eth0',
  };
  const own = readings.filter(({ active, ruleset }) => active && ruleset.families.includes(family));
  const decisions = own.map(({ ruleset }) => decides(ruleset, packet));
  return (
    decisions.find((each) => each === 'drop' || each === 'reject') ??
    (decisions.includes('unknown') ? 'unknown' : 'accept')
  );
}

/** Rules of a chain by its name, in every table of a family. */
export function rulesOf(
  readings: readonly FirewallReading[],
  chain: string,
): readonly { readonly rule: FirewallRule; readonly ref: EvidenceRef }[] {
  return readings.flatMap(({ ruleset, ref, tool }) =>
    tool === 'ufw'
      ? []
      : ruleset.tables.flatMap(({ chains }) =>
          chains
            .filter(({ name }) => name === chain)
            .flatMap(({ rules }) => rules.map((rule) => ({ rule, ref: { ...ref, line: rule.line } }))),
        ),
  );
}

/** True when a rule of DOCKER-USER restricts anything: it drops, refuses or leads somewhere. */
export function restricts({ verdict }: FirewallRule): boolean {
  return verdict.kind === 'drop' || verdict.kind === 'reject' || verdict.kind === 'jump' || verdict.kind === 'goto';
}

/** Rules of `iptables-save` and `ip6tables-save`, for examples. */
export function exampleFilter(filter: string, filter6 = filter): Known<readonly FirewallReading[]> {
  const row = (tool: 'iptables' | 'ip6tables', text: string): FirewallReading => {
    const read = readIptablesSave(`*filter\n${text}\nCOMMIT\n`, tool === 'iptables' ? 'ip' : 'ip6');
    if (!read.ok) throw new Error(`an example is no ruleset: ${read.reason}`);
    const ruleset: Ruleset = read.value;
    return { tool, ruleset, active: true, ref: exampleRef(`firewall.${tool}`) };
  };
  return { ...seen([row('iptables', filter), row('ip6tables', filter6)]), observedAt: exampleNow };
}

/** `ufw status verbose`, for examples. */
export function exampleUfw(text: string): FirewallReading {
  const read = readUfwStatus(text);
  if (!read.ok) throw new Error(`an example is no status: ${read.reason}`);
  return { tool: 'ufw', ruleset: read.value, active: read.value.active, ref: exampleRef('firewall.ufw') };
}

/** An INPUT chain that drops, and lets the usual through. */
export const closedFilter =
  ':INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n-A INPUT -i lo -j ACCEPT\n-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\n-A INPUT -p tcp -m multiport --dports 80,443 -j ACCEPT';

/** Chains that let everything through. */
export const openFilter = ':INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]';
