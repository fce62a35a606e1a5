import ipaddr from 'ipaddr.js';
import { valueIfKnown } from '../../core/fact.js';
import { policy } from '../../facts/policy.js';
import { type Remedy, refused } from '../model.js';
import { lineEndOf } from '../text/lines.js';

const path = '/etc/nftables.conf';
/** A rule that lets anybody reach the web ports, and nothing else: `tcp dport { 80, 443 } accept`. */
const openRule =
  /^(?<indent>[ \t]*)(?<ports>tcp dport (?:\{[ \t]*(?:80|443|http|https)(?:[ \t]*,[ \t]*(?:80|443|http|https))*[ \t]*\}|80|443|http|https))(?<rest>(?:[ \t]+ct state new)?(?:[ \t]+counter)?[ \t]+accept[^\r\n]*)$/;

/** FWL-07: 80 and 443 from the declared edge only (nft(8)); one rule an address family. */
export const admitEdgeOnly: Remedy = {
  checks: ['FWL-07'],
  title: 'let the declared edge alone reach the web ports',
  propose: (_result, { facts, files }) => {
    const edge = valueIfKnown(facts(policy))?.edge ?? null;
    if (edge === null || edge.ranges.length === 0) return refused('no edge with its ranges is declared in candor.yaml');
    const file = files.list('nftables').find((one) => one.path === path);
    if (file === undefined)
      return refused(`${path} was not read: the rules come from elsewhere (iptables-persistent, ufw, a script)`);
    const eol = lineEndOf(file.text);
    let found = 0;
    const lines = file.text.split('\n').flatMap((line) => {
      const rule = openRule.exec(line.replace(/\r$/, ''))?.groups;
      if (rule === undefined) return [line];
      found += 1;
      const end = line.endsWith('\r') ? '\r' : '';
      return families(edge.ranges).map((match) => `${rule.indent}${match} ${rule.ports}${rule.rest}${end}`);
    });
    if (found === 0)
      return refused(`${path} has no rule of its own for the web ports alone (such as "tcp dport { 80, 443 } accept")`);
    if (eol === '\r\n' && !lines.every((line, index) => index === lines.length - 1 || line.endsWith('\r')))
      return refused(`${path}: mixed line ends`);
    return {
      kind: 'change',
      changes: [{ path, kind: 'nftables', subject: 'host', text: lines.join('\n') }],
      effects: [{ kind: 'nftables-load', path }],
      notes: [
        `The ranges of ${edge.name} change: keep them in candor.yaml up to date, or your own edge is locked out.`,
        `Loading ${path} removes rules that other programs added, where it begins with "flush ruleset": restart Docker then.`,
      ],
    };
  },
};

function families(ranges: readonly string[]): string[] {
  const isV6 = (range: string) => ipaddr.isValidCIDR(range) && ipaddr.parseCIDR(range)[0].kind() === 'ipv6';
  const [v4, v6] = [ranges.filter((range) => !isV6(range)), ranges.filter(isV6)];
  return [
    ...(v4.length > 0 ? [`ip saddr { ${v4.join(', ')} }`] : []),
    ...(v6.length > 0 ? [`ip6 saddr { ${v6.join(', ')} }`] : []),
  ];
}
