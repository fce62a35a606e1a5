import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { valueIfKnown } from '../../core/fact.js';
import { examplePath } from '../../facts/examples.js';
import { exposurePaths } from '../../facts/exposure.js';
import { firewall } from '../../facts/firewall.js';
import { isOrdinary, isReachable } from '../exposure/reachable-paths.js';
import { closedFilter, exampleFilter, openFilter, strangerDecision } from './filter-rules.js';

/** FWL-05: the filter decides the same for both families. A missing rule is a note where nothing undeclared listens. */
export const ipv6IsOpen = defineCheck({
  id: 'FWL-05',
  title: 'IPv6 is let in where IPv4 is not',
  questions: ['Q1'],
  severity: 'high',
  required: false,
  needs: { firewall },
  uses: { paths: exposurePaths },

  decide({ firewall: rules, paths }) {
    const four = strangerDecision(rules.value, 'ip');
    const six = strangerDecision(rules.value, 'ip6');
    if (four === 'unknown' || six === 'unknown')
      return cannotTell('unsupported', 'a rule that is not understood decides', { settle: 'sudo ip6tables -S INPUT' });
    if (four !== 'accept' && six === 'accept') {
      const whole = paths.status === 'known' && paths.complete;
      const open = valueIfKnown(paths)?.find((path) => isReachable(path) && !path.declared && !isOrdinary(path));
      const beside = open ? `; ${open.to} is open by it` : whole ? '; nothing undeclared listens now' : '';
      return fail(rules.evidence, {
        what: `undeclared ports are dropped for IPv4 and accepted for IPv6${beside}`,
        location: 'INPUT chain of IPv6',
        severity: whole && !open ? 'medium' : 'high',
      });
    }
    return pass(rules.evidence, { what: 'IPv6 is held back as IPv4 is' });
  },
  whyItMatters: 'Many servers have an IPv6 address that nobody thinks of; scanners do.',
  verifyByHand: 'sudo ip6tables -S INPUT; sudo nft list ruleset',
  remediation: {
    text: 'Close both; ufw does so with IPV6=yes.',
    commands: ["sudo sed -i 's/^IPV6=.*/IPV6=yes/' /etc/default/ufw", 'sudo ufw reload'],
  },
  references: ['CIS Debian 3.5.3'],
  examples: {
    pass: [
      { title: 'both closed', facts: { firewall: exampleFilter(closedFilter) } },
      { title: 'both open', facts: { firewall: exampleFilter(openFilter) } },
    ],
    fail: [
      { title: 'IPv6 open', facts: { firewall: exampleFilter(closedFilter, openFilter) } },
      {
        title: 'IPv6 open, nothing undeclared listens: a note',
        facts: { firewall: exampleFilter(closedFilter, openFilter), paths: seen([examplePath()]) },
      },
    ],
    blind: [
      { title: 'denied', facts: { firewall: unseen() } },
      { title: 'a part', facts: { firewall: partlySeen(exampleFilter(closedFilter).value) } },
    ],
  },
});
