import { type EvidenceRef, isNonEmpty } from '../../core/evidence.js';
import { valueIfKnown } from '../../core/fact.js';
import { firewall } from '../../facts/firewall.js';
import { traced } from '../changes.js';
import { claimsOf } from '../claims.js';
import { defineRule } from '../rule.js';

const refusing = new Set(['drop', 'reject']);

/** Rule 28: a block of a container's destination counts only on the forwarding path. */
export const egressChain = defineRule({
  id: 'EGRESS_CHAIN',
  number: 28,
  reason: 'Container traffic passes neither INPUT nor OUTPUT; the address was blocked in both.',
  apply: (judgement, { facts }) => {
    const readings = valueIfKnown(facts(firewall)) ?? [];
    const claims = claimsOf(facts);
    return judgement.incidents.reduce((next, incident) => {
      const addresses = incident.indicators
        .filter((indicator) => (indicator.type === 'ipv4' || indicator.type === 'ipv6') && indicator.role !== 'scanner')
        .map((indicator) => indicator.value);
      const rules = readings.flatMap((reading) =>
        reading.ruleset.tables.flatMap((table) =>
          table.chains.flatMap((chain) => chain.rules.map((rule) => ({ chain, rule, reading }))),
        ),
      );
      const hits = rules.filter(
        ({ rule }) => refusing.has(String(rule.verdict.kind)) && addresses.some((address) => names(rule.text, address)),
      );
      const wrong = hits.filter(
        ({ chain }) =>
          /^(?:input|output|ufw.*(?:input|output))/i.test(chain.name) ||
          chain.hook === 'input' ||
          chain.hook === 'output',
      );
      const right = hits.filter(({ chain }) => chain.hook === 'forward' || /forward|docker-user/i.test(chain.name));
      const held = (address: string) => right.some(({ rule }) => names(rule.text, address));
      const told = claims.find(
        (claim) =>
          addresses.some((address) => names(claim.text, address)) &&
          /\b(?:block|deny|denied|drop)\w*\b/i.test(claim.text) &&
          /\b(?:input|output|ufw)\b/i.test(claim.text),
      );
      const evidence: EvidenceRef[] = [
        ...wrong.map(({ reading, rule }) => ({ ...reading.ref, line: rule.line, excerpt: rule.text.slice(0, 200) })),
        ...(told ? [told.ref] : []),
      ];
      if (addresses.every(held) || !isNonEmpty(evidence)) return next;
      return traced(
        next,
        'EGRESS_CHAIN',
        incident.id,
        'the block is inert',
        `${addresses.filter((address) => !held(address)).join(', ')} is refused on INPUT or OUTPUT only; traffic of containers is forwarded and passes neither`,
        evidence,
      );
    }, judgement);
  },
});

/** A whole mention: 192.0.2.1 is not in 192.0.2.11. */
function names(text: string, address: string): boolean {
  return text.split(/[^\w.:]+/).some((word) => word.replace(/[.:]+$/, '') === address);
}
