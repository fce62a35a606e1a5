import { isNonEmpty, refTo } from '../core/evidence.js';
import { type Fact, type Gap, known, partial, unknown } from '../core/fact.js';
import type { Parsed } from '../core/parsed.js';
import { type FirewallReading, firewall } from '../facts/firewall.js';
import { type Ruleset, readIptablesSave, readNft, readUfwStatus } from '../formats/firewall/index.js';
import { defineParser, type ParseContext } from './parser.js';
import { readArtifacts } from './readings.js';

interface Source {
  readonly id: 'firewall.nft' | 'firewall.iptables' | 'firewall.ip6tables' | 'firewall.ufw';
  readonly tool: FirewallReading['tool'];
  readonly read: (text: string) => Parsed<Ruleset & { readonly active?: boolean }>;
}

const sources: readonly Source[] = [
  { id: 'firewall.nft', tool: 'nft', read: readNft },
  { id: 'firewall.iptables', tool: 'iptables', read: (text) => readIptablesSave(text, 'ip') },
  { id: 'firewall.ip6tables', tool: 'ip6tables', read: (text) => readIptablesSave(text, 'ip6') },
  { id: 'firewall.ufw', tool: 'ufw', read: readUfwStatus },
];

/** The packet filter from `nft -j list ruleset`, `iptables-save`, `ip6tables-save` and `ufw status verbose`. */
export const firewallParser = defineParser(firewall, (context): Fact<readonly FirewallReading[]> => {
  const read = sources.map((source) => readSource(context, source));
  const readings = read.flatMap(({ rows }) => rows);
  const evidence = readings.map(({ ref }) => ref);
  const gap = read.find(({ rows, gap: hole }) => rows.length === 0 && hole)?.gap ?? null;
  if (!isNonEmpty(evidence)) return unknown(gap?.reason ?? 'not-collected', gap?.detail ?? 'no firewall rules');
  const hole = kernelGap(readings);
  return hole === null
    ? known(readings, evidence, context.now)
    : partial(
        readings,
        gap ? { reason: gap.reason, detail: `${hole}; ${gap.detail}` } : { reason: 'not-collected', detail: hole },
        evidence,
        context.now,
      );
});

function readSource(
  context: ParseContext,
  source: Source,
): { readonly rows: readonly FirewallReading[]; readonly gap: Gap | null } {
  const { rows, gap } = readArtifacts(context, source.id, source.read);
  const readings = rows.map(({ artifact, value }) => ({
    tool: source.tool,
    ruleset: value,
    active: value.active ?? true,
    ref: refTo(artifact),
  }));
  return { rows: readings, gap };
}

/** What of the kernel's own rules is missing; null when both families were read whole. ufw's summary is not the kernel. */
function kernelGap(readings: readonly FirewallReading[]): string | null {
  const kernel = readings.filter(({ tool }) => tool !== 'ufw');
  for (const family of ['ip', 'ip6'] as const) {
    const own = kernel.filter(({ ruleset }) => ruleset.families.includes(family));
    const name = family === 'ip' ? 'IPv4' : 'IPv6';
    if (own.length === 0) return `the ${name} rules of the kernel were not read`;
    if (own.every(({ ruleset }) => !ruleset.complete)) return `only a part of the ${name} rules was read`;
  }
  return null;
}
