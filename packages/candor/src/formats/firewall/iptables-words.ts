import type { Ports, RuleMatch, RuleVerdict } from './model.js';

/** One condition or target option of `iptables-save`, with its negation and values. */
interface Option {
  readonly name: string;
  readonly values: readonly string[];
  readonly negated: boolean;
  /** The `-m` module in whose part it stands, '' for the rule's own. */
  readonly module: string;
}

/** Splits a rule into words: double quotes with backslash escapes, as `iptables-save` writes comments. */
export function ruleWords(line: string): readonly string[] {
  const words: string[] = [];
  const pattern = /"((?:[^"\\]|\\.)*)"|(\S+)/g;
  for (const found of line.matchAll(pattern)) words.push(found[1]?.replace(/\\(.)/g, '$1') ?? found[2] ?? '');
  return words;
}

/** Groups words into options; `!` may stand before the option or before its value. */
export function ruleOptions(words: readonly string[]): readonly Option[] {
  const options: { name: string; values: string[]; negated: boolean; module: string }[] = [];
  let negated = false;
  let module = '';
  for (const word of words) {
    const current = options.at(-1);
    if (word === '!') negated = true;
    else if (/^--?[A-Za-z]/.test(word)) {
      if (word === '-j' || word === '-g') module = 'target';
      options.push({ name: word, values: [], negated, module });
      negated = false;
    } else if (current !== undefined) {
      current.values.push(word);
      if (current.name === '-m' || current.name === '--match') module = word;
      if (negated) current.negated = true;
      negated = false;
    }
  }
  return options;
}

function portsOf(text: string): { readonly ports: readonly Ports[]; readonly complete: boolean } {
  const parts = text.split(',');
  const ports = parts.flatMap((part) => {
    const found = /^(\d{1,5})?(?:(:)(\d{1,5})?)?$/.exec(part);
    if (found === null || part === '') return [];
    const from = Number(found[1] ?? 0);
    return [{ from, to: found[2] === undefined ? from : Number(found[3] ?? 65535) }];
  });
  return { ports, complete: ports.length === parts.length };
}

const PORTS: ReadonlyMap<string, 'sport' | 'dport' | 'origDport'> = new Map([
  ['--dport', 'dport'],
  ['--dports', 'dport'],
  ['--destination-port', 'dport'],
  ['--sport', 'sport'],
  ['--sports', 'sport'],
  ['--source-port', 'sport'],
  ['--ctorigdstport', 'origDport'],
]);
const ADDRESSES: ReadonlyMap<string, 'saddr' | 'daddr' | 'origDaddr'> = new Map([
  ['-s', 'saddr'],
  ['--src-range', 'saddr'],
  ['-d', 'daddr'],
  ['--dst-range', 'daddr'],
  ['--ctorigdst', 'origDaddr'],
]);
const RATES: ReadonlyMap<string, boolean> = new Map([
  ['--limit', true],
  ['--hashlimit-upto', true],
  ['--hashlimit-above', false],
  ['--connlimit-upto', true],
  ['--connlimit-above', false],
  ['--update', false],
  ['--rcheck', false],
  ['--set', true],
]);
const PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['0', 'all'],
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['58', 'ipv6-icmp'],
  ['icmpv6', 'ipv6-icmp'],
]);
/** Options that only tune the rate matches above, or say nothing about the packet. */
const IGNORED =
  /^--(?:limit-burst|hashlimit-(?:burst|mode|name|srcmask|dstmask|htable-.*)|connlimit-(?:mask|saddr|daddr)|seconds|hitcount|name|rsource|rdest|mask|comment|reap|rttl)$/;

/** The conditions that one option stands for. */
export function optionMatches(option: Option, family: 'ip' | 'ip6'): readonly RuleMatch[] {
  const { name, negated, module } = option;
  const value = option.values[0] ?? '';
  const text = [negated ? '!' : '', name, ...option.values].filter((word) => word !== '').join(' ');
  const port = PORTS.get(name);
  if (port !== undefined) return [{ kind: port, ...portsOf(value), negated }];
  const address = ADDRESSES.get(name);
  if (address !== undefined) return [{ kind: address, addresses: value.split(','), complete: true, negated, family }];
  const rate = module === 'set' ? undefined : RATES.get(name);
  if (rate !== undefined) return [{ kind: 'rate', whenQuiet: rate !== negated, text }];
  if (name === '-p') return [{ kind: 'proto', protocols: [PROTOCOLS.get(value) ?? value], negated }];
  if (name === '-i' || name === '-o') {
    return [{ kind: name === '-i' ? 'iif' : 'oif', names: [value.replace(/\+$/, '*')], negated }];
  }
  if (name === '--ctstate' || name === '--state')
    return [{ kind: 'ctState', states: value.toLowerCase().split(','), negated }];
  if (name === '--ctdir')
    return [{ kind: 'ctDirection', direction: (value === 'REPLY') !== negated ? 'reply' : 'original' }];
  if (name === '--dst-type' || name === '--src-type') {
    const side = name === '--dst-type' ? 'daddr' : 'saddr';
    return [{ kind: 'addressType', side, types: value.toLowerCase().split(','), negated }];
  }
  return IGNORED.test(name) ? [] : [{ kind: 'unknown', text }];
}

const PLAIN: ReadonlyMap<string, RuleVerdict> = new Map([
  ['ACCEPT', { kind: 'accept' }],
  ['DROP', { kind: 'drop' }],
  ['REJECT', { kind: 'reject' }],
  ['RETURN', { kind: 'return' }],
  ['MASQUERADE', { kind: 'masquerade' }],
]);
/** Targets that let the packet go on (iptables-extensions(8), "TARGET EXTENSIONS"). */
const GOES_ON = new Set(
  'LOG NFLOG ULOG AUDIT MARK CONNMARK SECMARK CONNSECMARK TRACE TCPMSS CT NOTRACK CHECKSUM CLASSIFY SET TOS DSCP TTL HL RATEEST TCPOPTSTRIP IDLETIMER LED TEE'.split(
    ' ',
  ),
);
const STOPS = new Set(['QUEUE', 'NFQUEUE', 'TPROXY', 'SYNPROXY', 'TARPIT', 'NETMAP', 'CLUSTERIP', 'DNPT', 'SNPT']);

/** What the rule's target does. */
export function optionVerdict(options: readonly Option[]): RuleVerdict {
  const jump = options.find(({ name }) => name === '-j' || name === '-g');
  const target = jump?.values[0];
  if (jump === undefined || target === undefined) return { kind: 'none' };
  const to = options.find(({ name }) => /^--to-(?:destination|source|ports)$/.test(name))?.values[0] ?? null;
  if (jump.name === '-g') return { kind: 'goto', target };
  const plain = PLAIN.get(target);
  if (plain !== undefined) return plain;
  if (GOES_ON.has(target)) return { kind: 'none' };
  if (target === 'DNAT' || target === 'SNAT' || target === 'REDIRECT') {
    return { kind: target === 'DNAT' ? 'dnat' : target === 'SNAT' ? 'snat' : 'redirect', to };
  }
  return STOPS.has(target) ? { kind: 'unknown', text: target } : { kind: 'jump', target };
}
