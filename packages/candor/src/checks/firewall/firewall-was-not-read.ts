import { cannotTell, defineCheck, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { firewall } from '../../facts/firewall.js';
import { closedFilter, exampleFilter } from './filter-rules.js';

/** FWL-01, a gate: the kernel's rules for IPv4 and IPv6 were read whole. */
export const firewallWasNotRead = defineCheck({
  id: 'FWL-01',
  title: 'The rules of the packet filter could not be read',
  questions: ['Q1'],
  severity: 'medium',
  required: true,
  gate: true,
  needs: { firewall },
  decide({ firewall: rules }) {
    const kernel = rules.value.filter(({ tool }) => tool !== 'ufw');
    const hidden = kernel.find(({ ruleset }) => ruleset.otherBackend);
    const settle = 'sudo nft -j list ruleset; sudo iptables-save; sudo ip6tables-save';
    if (hidden && !kernel.some(({ tool }) => tool === 'nft'))
      return cannotTell('not-collected', `${hidden.tool} says that a second backend holds rules`, { settle });
    if (kernel.length === 0) return cannotTell('not-collected', "the kernel's own rules were not read", { settle });
    return pass(rules.evidence, { what: `read by ${kernel.map(({ tool }) => tool).join(', ')}` });
  },
  whyItMatters: 'What the firewall holds back is only known from the rules that the kernel has loaded.',
  verifyByHand: 'sudo nft list ruleset; sudo iptables-save; sudo ip6tables-save',
  remediation: { text: 'Run the collection as root.', commands: ['sudo candor check'] },
  references: ['nft(8)', 'iptables-save(8)'],
  examples: {
    pass: [{ title: 'both families', facts: { firewall: exampleFilter(closedFilter) } }],
    fail: [],
    blind: [
      { title: 'denied', facts: { firewall: unseen() } },
      { title: 'IPv4 alone', facts: { firewall: partlySeen(exampleFilter(closedFilter).value.slice(0, 1)) } },
      { title: 'nothing', facts: { firewall: seen([]) } },
    ],
  },
});
