import { type Parsed, type ParseWarning, parsed, unparseable } from '../../core/parsed.js';
import { optionMatches, optionVerdict, ruleOptions, ruleWords } from './iptables-words.js';
import type { Counter, FirewallChain, FirewallRule, FirewallTable, Hook, RuleMatch, Ruleset } from './model.js';

/** Longest text and most rules that are read; Docker hosts with fail2ban stay below 20,000 rules. */
const MAX_FIREWALL_CHARS = 16 * 1024 * 1024;
const MAX_RULES = 200_000;
const MAX_LINE = 8_000;

const HOOKS: ReadonlyMap<string, Hook> = new Map([
  ['PREROUTING', 'prerouting'],
  ['INPUT', 'input'],
  ['FORWARD', 'forward'],
  ['OUTPUT', 'output'],
  ['POSTROUTING', 'postrouting'],
]);
/** Priorities of the built-in tables (Linux `include/uapi/linux/netfilter_ipv4.h`). */
const PRIORITIES: ReadonlyMap<string, number> = new Map([
  ['raw', -300],
  ['mangle', -150],
  ['filter', 0],
  ['security', 50],
]);
/** Modules whose every condition is an option of its own; loading another one may itself be a condition. */
const TRANSPARENT = new Set(
  'tcp udp udplite sctp dccp icmp icmp6 icmpv6 conntrack state multiport comment addrtype iprange limit hashlimit connlimit recent set mac mark connmark owner'.split(
    ' ',
  ),
);

interface OpenChain extends Omit<FirewallChain, 'rules'> {
  readonly rules: FirewallRule[];
}

interface OpenTable extends Omit<FirewallTable, 'chains'> {
  readonly chains: OpenChain[];
  readonly byName: Map<string, OpenChain>;
}

interface Reading {
  readonly family: 'ip' | 'ip6';
  readonly tables: OpenTable[];
  readonly warnings: ParseWarning[];
  table: OpenTable | null;
  rules: number;
  complete: boolean;
  otherBackend: boolean;
}

function counterOf(text: string | undefined): Counter | null {
  const found = /^\[(\d{1,20}):(\d{1,20})\]$/.exec(text ?? '');
  return found === null ? null : { packets: Number(found[1]), bytes: Number(found[2]) };
}

function warn(reading: Reading, line: number, message: string): void {
  reading.complete = false;
  if (reading.warnings.length < 100) reading.warnings.push({ line, message });
}

function priorityOf(table: string, hook: Hook): number {
  if (table !== 'nat') return PRIORITIES.get(table) ?? 0;
  return hook === 'postrouting' || hook === 'input' ? 100 : -100;
}

function addChain(reading: Reading, text: string, line: number): void {
  const [name = '', policy = '-', counter] = text.slice(1).split(' ');
  const { table } = reading;
  if (table === null) {
    warn(reading, line, 'a chain outside of a table');
    return;
  }
  const hook = policy === '-' ? null : (HOOKS.get(name) ?? null);
  const chain: OpenChain = {
    name,
    hook,
    priority: hook === null ? null : priorityOf(table.name, hook),
    policy: policy === 'DROP' ? 'drop' : policy === 'ACCEPT' ? 'accept' : null,
    counter: counterOf(counter),
    rules: [],
    line,
  };
  if (table.byName.has(name)) {
    warn(reading, line, `the chain ${name} is declared twice`);
    return;
  }
  table.chains.push(chain);
  table.byName.set(name, chain);
}

function conditions(
  words: readonly string[],
  family: 'ip' | 'ip6',
): Pick<FirewallRule, 'matches' | 'verdict' | 'comment'> {
  const options = ruleOptions(words);
  const matches: RuleMatch[] = [];
  for (const option of options) {
    if (option.module === 'target') continue;
    const name = option.values[0] ?? '';
    if (option.name !== '-m') matches.push(...optionMatches(option, family));
    else if (!TRANSPARENT.has(name)) matches.push({ kind: 'unknown', text: `-m ${name}` });
  }
  const comment = options.find((option) => option.name === '--comment')?.values[0] ?? null;
  return { matches, verdict: optionVerdict(options), comment };
}

function addRule(reading: Reading, text: string, line: number): void {
  const words = ruleWords(text);
  const counter = counterOf(words[0]);
  const start = counter === null ? 0 : 1;
  const name = words[start + 1] ?? '';
  const chain = reading.table?.byName.get(name);
  if (words[start] !== '-A' || chain === undefined) {
    warn(reading, line, 'not understood');
    return;
  }
  reading.rules += 1;
  chain.rules.push({ ...conditions(words.slice(start + 2), reading.family), counter, text, line });
}

function openTable(reading: Reading, name: string, line: number): void {
  reading.table = { family: reading.family, name, dormant: false, chains: [], byName: new Map(), line };
  reading.tables.push(reading.table);
}

function take(reading: Reading, text: string, line: number): void {
  if (text === '') return;
  if (text.length > MAX_LINE) warn(reading, line, 'a line is too long');
  else if (text.startsWith('#')) {
    if (/-legacy tables present/.test(text)) {
      reading.otherBackend = true;
      reading.warnings.push({ line, message: text.slice(0, 200) });
    }
  } else if (text.startsWith('*')) openTable(reading, text.slice(1), line);
  else if (text.startsWith(':')) addChain(reading, text, line);
  else if (text === 'COMMIT') reading.table = null;
  else addRule(reading, text, line);
}

/**
 * Reads `iptables-save -c` or `ip6tables-save -c` (legacy and nft backends, 1.8). The family comes from the header
 * line unless it is given. `complete` is false when a line is not understood or a table lacks its COMMIT. Never throws.
 */
export function readIptablesSave(text: string, family?: 'ip' | 'ip6'): Parsed<Ruleset> {
  if (text.length > MAX_FIREWALL_CHARS) return unparseable(`longer than ${MAX_FIREWALL_CHARS} characters`);
  const guessed = /^# Generated by ip6tables-save/m.test(text) ? 'ip6' : 'ip';
  const reading: Reading = {
    family: family ?? guessed,
    tables: [],
    warnings: [],
    table: null,
    rules: 0,
    complete: true,
    otherBackend: false,
  };
  const lines = text.split('\n');
  for (const [at, line] of lines.entries()) {
    take(reading, line.trim(), at + 1);
    if (reading.rules > MAX_RULES) return unparseable(`more than ${MAX_RULES} rules`, at + 1);
  }
  if (reading.table !== null) warn(reading, lines.length, `the table ${reading.table.name} has no COMMIT: cut off`);
  const tables = reading.tables.map(({ byName: _byName, ...table }) => table);
  const { complete, otherBackend, warnings } = reading;
  return parsed({ source: 'iptables', families: [reading.family], tables, complete, otherBackend }, warnings);
}
