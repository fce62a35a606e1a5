import { defineCheck, fail, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { examplePath } from '../../facts/examples.js';
import { exposurePaths } from '../../facts/exposure.js';
import { portText } from './reachable-paths.js';

/** EXP-08: closed for IPv4 and open for IPv6, because the rules were written for one family. */
export const openForIpv6Only = defineCheck({
  id: 'EXP-08',
  title: 'A port that is closed for IPv4 is open for IPv6',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { paths: exposurePaths },
  decide({ paths }) {
    const outside = paths.value.filter((path) => path.from === 'internet');
    const open = outside.find(
      (path) =>
        path.blockedBy === null &&
        path.addresses.some((address) => address.includes(':')) &&
        outside.some((twin) => twin.to === path.to && twin.blockedBy?.includes('IPv4') === true),
    );
    if (!open) return pass(paths.evidence, { what: 'no port is open for IPv6 alone' });
    return fail(open.evidence, {
      subject: open.subject,
      what: `${portText(open)} (${open.path.at(-1) ?? open.subject}) is stopped for IPv4 and open for IPv6`,
      location: `${portText(open)} over IPv6`,
    });
  },
  whyItMatters:
    'Most servers have an IPv6 address, and scanners look there too. A rule for IPv4 alone guards half a door.',
  verifyByHand: 'sudo ip6tables-save; sudo ss -6 -tulpen',
  remediation: {
    text: 'Write the rule for both families (nftables: `table inet`), or bind the service to an IPv4 address alone.',
    commands: ['sudo ip6tables -S INPUT', 'sudo sed -i "s/^IPV6=no/IPV6=yes/" /etc/default/ufw && sudo ufw reload'],
  },
  references: ['RFC 4942', 'CIS Debian 4.3'],
  examples: {
    pass: [
      { title: 'open for both, as declared', facts: { paths: seen([examplePath({ addresses: ['0.0.0.0', '::'] })]) } },
      {
        title: 'closed for both',
        facts: {
          paths: seen([
            examplePath({ port: 5432, blockedBy: 'nft: the input chain drops new IPv4 connections' }),
            examplePath({
              port: 5432,
              addresses: ['::'],
              blockedBy: 'nft: the input chain drops new IPv6 connections',
            }),
          ]),
        },
      },
    ],
    fail: [
      {
        title: 'the rules know IPv4 alone',
        facts: {
          paths: seen([
            examplePath({
              to: 'host:x:9100/tcp',
              port: 9100,
              blockedBy: 'iptables: the input chain drops new IPv4 connections',
            }),
            examplePath({ to: 'host:x:9100/tcp', port: 9100, addresses: ['::'] }),
          ]),
        },
      },
    ],
    blind: [
      { title: 'sockets not readable', facts: { paths: unseen() } },
      { title: 'only a part of the sockets', facts: { paths: partlySeen([examplePath()]) } },
    ],
  },
});
