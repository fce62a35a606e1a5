import { defineCheck, fail, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { firewall } from '../../facts/firewall.js';
import { closedFilter, exampleFilter } from './filter-rules.js';

/** FWL-04: rules stand in nft tables or in legacy ones, not in both. */
export const secondBackendHoldsRules = defineCheck({
  id: 'FWL-04',
  title: 'Two backends of the packet filter hold rules',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { firewall },

  decide({ firewall: rules }) {
    const two = rules.value.find(({ ruleset }) => ruleset.otherBackend);
    return two
      ? fail([two.ref], { what: `${two.tool} says that iptables-legacy holds tables too`, location: two.tool })
      : pass(rules.evidence, { what: 'one backend' });
  },
  whyItMatters: 'A rule that one tool shows may be overruled by the other.',
  verifyByHand: 'sudo iptables-legacy-save | head; sudo nft list ruleset | head',
  remediation: {
    text: 'Move the old rules over, then empty them.',
    commands: ['sudo update-alternatives --set iptables /usr/sbin/iptables-nft'],
  },
  references: ['wiki.debian.org/nftables'],
  examples: {
    pass: [{ title: 'one', facts: { firewall: exampleFilter(closedFilter) } }],
    fail: [
      {
        title: 'both',
        facts: {
          firewall: seen(
            exampleFilter(closedFilter).value.map((row) => ({
              ...row,
              ruleset: { ...row.ruleset, otherBackend: true },
            })),
          ),
        },
      },
    ],
    blind: [
      { title: 'denied', facts: { firewall: unseen() } },
      { title: 'a part', facts: { firewall: partlySeen(exampleFilter(closedFilter).value) } },
    ],
  },
});
