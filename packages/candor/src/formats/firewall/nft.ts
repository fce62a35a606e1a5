import { type Parsed, type ParseWarning, parsed, unparseable } from '../../core/parsed.js';
import { items, member, numberMember, textMember } from './json.js';
import type { FirewallChain, FirewallRule, FirewallTable, Hook, Ruleset, TableFamily } from './model.js';
import { nftRules } from './nft-rule.js';
import { nftValues, type Values } from './nft-values.js';

const MAX_CHARS = 16 * 1024 * 1024;
const MAX_OBJECTS = 200_000;
const MAX_DEPTH = 60;
const FAMILIES: ReadonlySet<string> = new Set(['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev']);
const HOOKS: ReadonlySet<string> = new Set([
  'prerouting',
  'input',
  'forward',
  'output',
  'postrouting',
  'ingress',
  'egress',
]);

function isFamily(text: string): text is TableFamily {
  return FAMILIES.has(text);
}

function isHook(text: string): text is Hook {
  return HOOKS.has(text);
}

interface OpenChain extends Omit<FirewallChain, 'rules'> {
  readonly rules: FirewallRule[];
}

interface OpenTable extends Omit<FirewallTable, 'chains'> {
  readonly chains: OpenChain[];
  readonly sets: Map<string, Values>;
}

interface Reading {
  readonly tables: Map<string, OpenTable>;
  readonly chains: Map<string, OpenChain>;
  readonly warnings: ParseWarning[];
  complete: boolean;
}

/** Deepest bracket nesting of a JSON text, outside of strings. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (quoted && char === '\\') at += 1;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && (char === '[' || char === '{')) depth += 1;
    else if (!quoted && (char === ']' || char === '}')) depth -= 1;
    if (depth > deepest) deepest = depth;
  }
  return deepest;
}

/** Line of each object of one kind, in order: `{"rule": …}` and so on; quotes inside of strings are escaped. */
function linesOf(text: string, kind: string): readonly number[] {
  const found: number[] = [];
  let line = 1;
  let at = 0;
  for (const { index } of text.matchAll(new RegExp(`\\{\\s{0,200}"${kind}"`, 'g'))) {
    for (; at < index; at += 1) if (text[at] === '\n') line += 1;
    found.push(line);
  }
  return found;
}

function problem(reading: Reading, line: number, message: string): void {
  reading.complete = false;
  if (reading.warnings.length < 100) reading.warnings.push({ line, message });
}

const tableKey = (value: unknown): string => JSON.stringify([textMember(value, 'family'), textMember(value, 'table')]);
const chainKey = (value: unknown, name: string): string => `${tableKey(value)} ${name}`;

function addTable(reading: Reading, value: unknown, line: number): void {
  const family = textMember(value, 'family');
  const name = textMember(value, 'name');
  if (!isFamily(family)) {
    problem(reading, line, 'a table of an unknown family');
    return;
  }
  const dormant = items(member(value, 'flags')).includes('dormant');
  reading.tables.set(JSON.stringify([family, name]), { family, name, dormant, chains: [], sets: new Map(), line });
}

function addChain(reading: Reading, value: unknown, line: number): void {
  const table = reading.tables.get(tableKey(value));
  const name = textMember(value, 'name');
  const hook = textMember(value, 'hook');
  if (table === undefined || (hook !== '' && !isHook(hook))) {
    problem(reading, line, `the chain ${name.slice(0, 80)} is not understood`);
    return;
  }
  const policy = textMember(value, 'policy') === 'drop' ? 'drop' : 'accept';
  const isBase = hook !== '' && isHook(hook);
  const base = isBase
    ? ({ hook, policy, priority: numberMember(value, 'prio') ?? 0 } as const)
    : { hook: null, policy: null, priority: null };
  const chain: OpenChain = { name, ...base, counter: null, rules: [], line };
  table.chains.push(chain);
  reading.chains.set(chainKey(value, name), chain);
}

function addRule(reading: Reading, value: unknown, line: number): void {
  const table = reading.tables.get(tableKey(value));
  const chain = reading.chains.get(chainKey(value, textMember(value, 'chain')));
  if (table === undefined || chain === undefined) problem(reading, line, 'a rule of an unknown chain');
  else for (const rule of nftRules(value, table.sets, line)) chain.rules.push(rule);
}

/** Tables first, then sets and chains, then rules: the order in which each is needed. */
function fill(reading: Reading, objects: readonly unknown[], text: string): void {
  const each = (kind: string, add: (value: unknown, line: number) => void): void => {
    const lines = linesOf(text, kind);
    const all = objects.flatMap((object) => member(object, kind) ?? []);
    for (const [at, value] of all.entries()) add(value, lines[at] ?? 1);
  };
  each('table', (value, line) => addTable(reading, value, line));
  each('set', (value) => {
    const values = nftValues(member(value, 'elem'), new Map());
    reading.tables.get(tableKey(value))?.sets.set(textMember(value, 'name'), values);
  });
  each('chain', (value, line) => addChain(reading, value, line));
  each('rule', (value, line) => addRule(reading, value, line));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The text is cut off or is no JSON; the caller reports it.
    return undefined;
  }
}

/**
 * Reads `nft -j list ruleset` (libnftables-json(5)). Sets are resolved, verdict maps become one rule a branch,
 * statements that are not understood count as conditions that may or may not hold. nft prints one line: `line` is 1
 * then. Never throws.
 */
export function readNft(text: string): Parsed<Ruleset> {
  if (text.length > MAX_CHARS) return unparseable(`longer than ${MAX_CHARS} characters`);
  if (nesting(text) > MAX_DEPTH) return unparseable(`nested deeper than ${MAX_DEPTH} levels`);
  const objects = member(parseJson(text), 'nftables');
  if (!Array.isArray(objects)) return unparseable('not the JSON of nft: no "nftables" list');
  if (objects.length > MAX_OBJECTS) return unparseable(`more than ${MAX_OBJECTS} objects`);
  const reading: Reading = { tables: new Map(), chains: new Map(), warnings: [], complete: true };
  fill(reading, objects, text);
  const tables = [...reading.tables.values()].map(({ sets: _sets, ...table }) => table);
  const { complete, warnings } = reading;
  return parsed({ source: 'nft', families: ['ip', 'ip6'], tables, complete, otherBackend: false }, warnings);
}
