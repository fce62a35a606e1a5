import { items, member, textMember } from './json.js';
import type { RuleMatch } from './model.js';
import { nftPorts, nftValues, type Sets, type Values } from './nft-values.js';

function unknownMatch(value: unknown): readonly RuleMatch[] {
  return [{ kind: 'unknown', text: JSON.stringify(value)?.slice(0, 500) ?? '' }];
}

const PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['icmpv6', 'ipv6-icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['1', 'icmp'],
  ['58', 'ipv6-icmp'],
]);

function protocols({ texts, complete }: Values, negated: boolean): readonly RuleMatch[] {
  const proto: RuleMatch = { kind: 'proto', protocols: texts.map((text) => PROTOCOLS.get(text) ?? text), negated };
  return complete ? [proto] : [{ kind: 'unknown', text: 'proto' }];
}

function families({ texts, complete }: Values, negated: boolean): readonly RuleMatch[] {
  const [only] = texts;
  const family = only === 'ipv4' || only === 'ip' ? 'ip' : only === 'ipv6' || only === 'ip6' ? 'ip6' : null;
  return family === null || !complete || texts.length > 1
    ? [{ kind: 'unknown', text: 'nfproto' }]
    : [{ kind: 'family', family, negated }];
}

function payload(left: unknown, values: Values, negated: boolean, whole: unknown): readonly RuleMatch[] {
  const protocol = textMember(left, 'protocol');
  const field = textMember(left, 'field');
  if (protocol === 'ip' || protocol === 'ip6') {
    const family = protocol;
    const ofFamily: RuleMatch = { kind: 'family', family, negated: false };
    if (field === 'saddr' || field === 'daddr')
      return [{ kind: field, addresses: values.texts, complete: values.complete, negated, family }];
    if (field === 'protocol' || field === 'nexthdr') return [ofFamily, ...protocols(values, negated)];
    return [ofFamily, ...unknownMatch(whole)];
  }
  const named = PROTOCOLS.get(protocol) ?? protocol;
  const ofProtocol: readonly RuleMatch[] =
    protocol === 'th' || protocol === '' ? [] : [{ kind: 'proto', protocols: [named], negated: false }];
  if (field === 'sport' || field === 'dport') return [...ofProtocol, { kind: field, ...nftPorts(values), negated }];
  return [...ofProtocol, ...unknownMatch(whole)];
}

function meta(key: string, values: Values, negated: boolean, whole: unknown): readonly RuleMatch[] {
  if (key === 'l4proto') return protocols(values, negated);
  if (key === 'nfproto' || key === 'protocol') return families(values, negated);
  const incoming = key === 'iif' || key === 'iifname';
  if (!values.complete || (!incoming && key !== 'oif' && key !== 'oifname')) return unknownMatch(whole);
  return [{ kind: incoming ? 'iif' : 'oif', names: values.texts, negated }];
}

function conntrack(left: unknown, values: Values, negated: boolean, whole: unknown): readonly RuleMatch[] {
  const key = textMember(left, 'key');
  const original = textMember(left, 'dir') === 'original';
  if (!values.complete) return unknownMatch(whole);
  if (key === 'state') return [{ kind: 'ctState', states: values.texts, negated }];
  if (key === 'proto-dst' && original) return [{ kind: 'origDport', ...nftPorts(values), negated }];
  if (key === 'direction' && values.texts.length === 1) {
    return [{ kind: 'ctDirection', direction: (values.texts[0] === 'reply') !== negated ? 'reply' : 'original' }];
  }
  const family = key.startsWith('ip6') ? 'ip6' : 'ip';
  if (key.endsWith('daddr') && original)
    return [
      { kind: 'origDaddr', addresses: values.texts, complete: true, negated, family: key === 'daddr' ? null : family },
    ];
  return unknownMatch(whole);
}

function fib(left: unknown, values: Values, negated: boolean, whole: unknown): readonly RuleMatch[] {
  const flags = items(member(left, 'flags'));
  const [side] = flags;
  if (textMember(left, 'result') !== 'type' || flags.length !== 1 || !values.complete) return unknownMatch(whole);
  if (side !== 'saddr' && side !== 'daddr') return unknownMatch(whole);
  return [{ kind: 'addressType', side, types: values.texts, negated }];
}

/** Conditions for `left OPERATOR right` of nft JSON (libnftables-json(5), "MATCH"); only equality and `in` are read. */
export function nftCondition(left: unknown, right: unknown, operator: string, sets: Sets): readonly RuleMatch[] {
  const whole = { left, operator, right };
  if (operator !== '==' && operator !== '!=' && operator !== 'in') return unknownMatch(whole);
  const negated = operator === '!=';
  const values = nftValues(right, sets);
  const packetField = member(left, 'payload');
  if (packetField !== undefined) return payload(packetField, values, negated, whole);
  const key = textMember(member(left, 'meta'), 'key');
  if (key !== '') return meta(key, values, negated, whole);
  const ct = member(left, 'ct');
  if (ct !== undefined) return conntrack(ct, values, negated, whole);
  const route = member(left, 'fib');
  return route === undefined ? unknownMatch(whole) : fib(route, values, negated, whole);
}
