import { type Parsed, type ParseWarning, parsed, unparseable } from '../../core/parsed.js';
import type { FirewallChain, FirewallRule, Ports, RuleMatch, RuleVerdict, UfwStatus } from './model.js';

const MAX_CHARS = 1024 * 1024;
const MAX_LINE = 1_000;
const ACTION = / {1,40}(ALLOW|DENY|REJECT|LIMIT)(?: (IN|OUT|FWD))?(?: \((?:log|log-all)\))?(?: {1,60}|$)/;

type Direction = 'IN' | 'OUT' | 'FWD';
type Policy = 'accept' | 'drop' | 'reject';

function policyOf(word: string | undefined): Policy {
  return word === 'deny' || word === 'disabled' ? 'drop' : word === 'reject' ? 'reject' : 'accept';
}

function portList(text: string): readonly Ports[] | null {
  const ports: Ports[] = [];
  for (const part of text.split(',')) {
    const found = /^(\d{1,5})(?::(\d{1,5}))?$/.exec(part);
    if (found === null) return null;
    ports.push({ from: Number(found[1]), to: Number(found[2] ?? found[1]) });
  }
  return ports;
}

function endpoint(word: string, side: 'source' | 'destination', v6: boolean): readonly RuleMatch[] {
  const found = /^(.*?)(?:\/([a-z0-9]+))?$/.exec(word);
  const isProtocol = found?.[2] !== undefined && !/^\d+$/.test(found[2]);
  const body = isProtocol ? (found?.[1] ?? '') : word;
  const protocol: readonly RuleMatch[] = isProtocol
    ? [{ kind: 'proto', protocols: [found?.[2] ?? ''], negated: false }]
    : [];
  if (body === 'Anywhere' || body === '') return protocol;
  const ports = portList(body);
  const kind = side === 'source' ? 'sport' : 'dport';
  if (ports !== null) return [...protocol, { kind, ports, complete: true, negated: false }];
  if (!/^[0-9a-fA-F:.]+(?:\/[0-9.]+)?$/.test(body)) return [...protocol, { kind: 'unknown', text: word }];
  const address = side === 'source' ? 'saddr' : 'daddr';
  return [...protocol, { kind: address, addresses: [body], complete: true, negated: false, family: v6 ? 'ip6' : 'ip' }];
}

/** One column: address, ports, `/protocol`, `(v6)`, `on INTERFACE`, and an application's name in brackets. */
function column(text: string, side: 'source' | 'destination', direction: Direction, v6: boolean): readonly RuleMatch[] {
  const words = text
    .replace(/\([^)]*\)/g, ' ')
    .trim()
    .split(/ +/);
  const on = words.indexOf('on');
  const name = on < 0 ? undefined : words[on + 1];
  const incoming = direction === 'IN' || (direction === 'FWD' && side === 'destination');
  const iface: readonly RuleMatch[] =
    name === undefined ? [] : [{ kind: incoming ? 'iif' : 'oif', names: [name], negated: false }];
  const rest = on < 0 ? words : words.slice(0, on);
  return [...rest.flatMap((word) => endpoint(word, side, v6)), ...iface];
}

const VERDICTS: ReadonlyMap<string, RuleVerdict> = new Map([
  ['ALLOW', { kind: 'accept' }],
  ['LIMIT', { kind: 'accept' }],
  ['DENY', { kind: 'drop' }],
  ['REJECT', { kind: 'reject' }],
]);

function ruleOf(text: string, line: number): { readonly direction: Direction; readonly rule: FirewallRule } | null {
  const hash = text.indexOf(' # ');
  const body = hash < 0 ? text : text.slice(0, hash);
  const action = ACTION.exec(body);
  if (action === null) return null;
  const word = action[2];
  const direction: Direction = word === 'OUT' || word === 'FWD' ? word : 'IN';
  const to = body.slice(0, action.index);
  const from = body.slice(action.index + action[0].length);
  const v6 = body.includes('(v6)') || /[0-9a-fA-F]*:[0-9a-fA-F]*:/.test(body);
  const v4 = /\d+\.\d+\.\d+\.\d+/.test(body);
  const matches: RuleMatch[] = [
    { kind: 'family', family: v6 && !v4 ? 'ip6' : 'ip', negated: false },
    ...column(to, 'destination', direction, v6),
    ...column(from, 'source', direction, v6),
  ];
  const verdict = VERDICTS.get(action[1] ?? '') ?? { kind: 'none' };
  const comment = hash < 0 ? null : text.slice(hash + 3).trim();
  return { direction, rule: { matches, verdict, counter: null, comment, text, line } };
}

interface Reading {
  readonly rules: Readonly<Record<Direction, FirewallRule[]>>;
  readonly warnings: ParseWarning[];
  active: boolean | null;
  logging: string | null;
  defaults: { readonly words: readonly (string | undefined)[]; readonly line: number } | null;
}

function take(reading: Reading, text: string, line: number): void {
  const status = /^Status: (active|inactive)$/.exec(text)?.[1];
  const defaults = /^Default: (\w+) \(incoming\), (\w+) \(outgoing\)(?:, (\w+) \(routed\))?$/.exec(text);
  if (status !== undefined) reading.active = status === 'active';
  else if (text.startsWith('Logging: ')) reading.logging = text.slice(9);
  else if (defaults !== null) reading.defaults = { words: defaults.slice(1), line };
  else if (text !== '' && !/^(?:New profiles: |To +Action|-- )/.test(text)) {
    const found = text.length > MAX_LINE ? null : ruleOf(text, line);
    if (found === null) reading.warnings.push({ line, message: 'not understood' });
    else reading.rules[found.direction].push(found.rule);
  }
}

function chains(reading: Reading): readonly FirewallChain[] {
  const [incoming, outgoing, routed] = reading.defaults?.words ?? ['deny', 'allow', 'disabled'];
  const line = reading.defaults?.line ?? 1;
  const common = { priority: 0, counter: null, line };
  return [
    { name: 'incoming', hook: 'input', policy: policyOf(incoming), rules: reading.rules.IN, ...common },
    { name: 'outgoing', hook: 'output', policy: policyOf(outgoing), rules: reading.rules.OUT, ...common },
    { name: 'routed', hook: 'forward', policy: policyOf(routed), rules: reading.rules.FWD, ...common },
  ];
}

/**
 * Reads `ufw status verbose` (ufw 0.36). What ufw shows is its own intention: published container ports bypass it
 * (ufw-docker), and its built-in rules for loopback and ICMP are not shown, so prefer `iptables-save`. Inactive = no
 * chain at all. Without `verbose` the defaults are unknown and `complete` is false. Never throws.
 */
export function readUfwStatus(text: string): Parsed<UfwStatus> {
  if (text.length > MAX_CHARS) return unparseable(`longer than ${MAX_CHARS} characters`);
  const reading: Reading = {
    rules: { IN: [], OUT: [], FWD: [] },
    warnings: [],
    active: null,
    logging: null,
    defaults: null,
  };
  for (const [at, line] of text.split('\n').entries()) take(reading, line.trimEnd(), at + 1);
  const { active, logging, warnings, defaults } = reading;
  if (active === null) return unparseable('no "Status:" line');
  const table = { family: 'inet', name: 'ufw', dormant: false, chains: chains(reading), line: 1 } as const;
  const complete = !active || (defaults !== null && warnings.length === 0);
  const tables = active ? [table] : [];
  return parsed(
    { source: 'ufw', families: ['ip', 'ip6'], tables, complete, otherBackend: false, active, logging },
    warnings.slice(0, 100),
  );
}
