import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { valueIfKnown } from '../../core/fact.js';
import { examplePath } from '../../facts/examples.js';
import { exposurePaths } from '../../facts/exposure.js';
import { firewall } from '../../facts/firewall.js';
import { isOrdinary, isReachable } from '../exposure/reachable-paths.js';
import { closedFilter, exampleFilter, openFilter, strangerDecision } from './filter-rules.js';

/** FWL-02: what nobody allowed is dropped. Where nothing undeclared listens, the missing rule is a note. */
export const everythingIsLetIn = defineCheck({
  id: 'FWL-02',
  title: 'The packet filter lets everything in',
  questions: ['Q1'],
  severity: 'high',
  required: true,
  needs: { firewall },
  uses: { paths: exposurePaths },
  decide({ firewall: rules, paths }) {
    const four = strangerDecision(rules.value, 'ip');
    const six = strangerDecision(rules.value, 'ip6');
    if (four !== 'accept' && six !== 'accept' && four !== 'unknown' && six !== 'unknown') {
      return pass(rules.evidence, { what: 'new connections to undeclared ports are dropped' });
    }
    if (four !== 'accept' && six !== 'accept') {
      return cannotTell('unsupported', 'a rule that is not understood decides about undeclared ports', {
        settle: 'sudo iptables -S INPUT; sudo nft list ruleset',
      });
    }
    const known = valueIfKnown(paths);
    const open = (known ?? []).filter((path) => isReachable(path) && !path.declared && !isOrdinary(path));
    const nothingElse = paths.status === 'known' && paths.complete && open.length === 0;
    const family = four === 'accept' ? (six === 'accept' ? 'IPv4 and IPv6' : 'IPv4') : 'IPv6';
    const beside = nothingElse ? '; nothing undeclared listens now' : open[0] ? `; ${open[0].to} is open by it` : '';
    return fail(rules.evidence, {
      what: `new ${family} connections to undeclared ports are accepted${beside}`,
      location: 'INPUT chain',
      severity: nothingElse || known === null || open.length === 0 ? 'medium' : 'high',
    });
  },
  whyItMatters: 'The next service that is started, by you or by somebody else, is on the Internet at once.',
  verifyByHand: 'sudo iptables -S INPUT; sudo ip6tables -S INPUT; sudo nft list ruleset',
  remediation: {
    text: 'Let ssh in first, then close the rest. Published container ports are not covered by ufw: bind those to 127.0.0.1.',
    commands: [
      'sudo ufw allow OpenSSH',
      'sudo ufw allow 80,443/tcp',
      'sudo ufw default deny incoming',
      'sudo ufw enable',
    ],
  },
  references: ['CIS Debian 3.5', 'ufw(8)'],
  examples: {
    pass: [{ title: 'closed', facts: { firewall: exampleFilter(closedFilter), paths: seen([examplePath()]) } }],
    fail: [
      {
        title: 'open, and a port behind it',
        facts: { firewall: exampleFilter(openFilter), paths: seen([examplePath({ declared: false, port: 8080 })]) },
      },
      {
        title: 'open, nothing undeclared: a note',
        facts: { firewall: exampleFilter(openFilter), paths: seen([examplePath()]) },
      },
      { title: 'open for IPv6', facts: { firewall: exampleFilter(closedFilter, openFilter), paths: unseen() } },
    ],
    blind: [
      { title: 'denied', facts: { firewall: unseen(), paths: seen([]) } },
      {
        title: 'IPv4 alone was read',
        facts: { firewall: partlySeen(exampleFilter(closedFilter).value), paths: seen([]) },
      },
    ],
  },
});
