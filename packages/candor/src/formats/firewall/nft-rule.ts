import { asObject, items, member, numberMember, textMember } from './json.js';
import type { Counter, FirewallRule, RuleMatch, RuleVerdict } from './model.js';
import { nftCondition } from './nft-matches.js';
import type { Sets } from './nft-values.js';

/** Most rules that one verdict map is unfolded into. */
const MAX_MAP = 1_000;
/** Statements that let the packet go on unchanged for our question. */
const GOES_ON = new Set([
  'log',
  'mangle',
  'notrack',
  'ct helper',
  'ct timeout',
  'ct expectation',
  'set',
  'secmark',
  'flow',
  'dup',
  'counter',
  'comment',
]);

/** The verdict of one statement, null when it is none. */
function nftVerdict(statement: unknown): RuleVerdict | null {
  const object = asObject(statement);
  const [name, body] = Object.entries(object ?? {})[0] ?? ['', null];
  switch (name) {
    case 'accept':
    case 'drop':
    case 'reject':
    case 'return':
    case 'masquerade':
      return { kind: name };
    case 'continue':
      return { kind: 'none' };
    case 'jump':
    case 'goto':
      return { kind: name, target: textMember(body, 'target') };
    case 'dnat':
    case 'snat':
    case 'redirect': {
      const port = numberMember(body, 'port');
      const to = [textMember(body, 'addr'), port === null ? '' : String(port)].filter((part) => part !== '').join(':');
      return { kind: name, to: to === '' ? null : to };
    }
    case 'queue':
    case 'tproxy':
    case 'synproxy':
      return { kind: 'unknown', text: name };
    default:
      return null;
  }
}

interface Parts {
  readonly matches: RuleMatch[];
  verdict: RuleVerdict;
  counter: Counter | null;
  branches: readonly { readonly matches: readonly RuleMatch[]; readonly verdict: RuleVerdict }[];
}

function rateOf(name: string, body: unknown): RuleMatch | null {
  if (name !== 'limit' && name !== 'ct count' && name !== 'quota') return null;
  const over = member(body, 'inv') === true;
  return { kind: 'rate', whenQuiet: !over, text: JSON.stringify({ [name]: body }).slice(0, 500) };
}

function verdictMap(body: unknown, sets: Sets): Parts['branches'] | null {
  const entries = member(member(body, 'data'), 'set');
  if (!Array.isArray(entries) || entries.length > MAX_MAP) return null;
  const key = member(body, 'key');
  const branches = [];
  for (const entry of entries) {
    const [value, statement] = items(entry);
    const verdict = nftVerdict(statement);
    if (verdict === null) return null;
    const wrapped = member(member(value, 'elem'), 'val') ?? value;
    branches.push({ matches: nftCondition(key, wrapped, '==', sets), verdict });
  }
  return branches;
}

function take(parts: Parts, statement: unknown, sets: Sets): void {
  const [name, body] = Object.entries(asObject(statement) ?? {})[0] ?? ['', null];
  const verdict = nftVerdict(statement);
  const rate = rateOf(name, body);
  if (verdict !== null) parts.verdict = verdict;
  else if (rate !== null) parts.matches.push(rate);
  else if (name === 'match') {
    for (const match of nftCondition(member(body, 'left'), member(body, 'right'), textMember(body, 'op'), sets))
      parts.matches.push(match);
  } else if (name === 'counter') {
    const packets = numberMember(body, 'packets');
    if (packets !== null) parts.counter = { packets, bytes: numberMember(body, 'bytes') ?? 0 };
  } else if (name === 'vmap') {
    const branches = verdictMap(body, sets);
    if (branches === null)
      parts.branches = [{ matches: [{ kind: 'unknown', text: 'vmap' }], verdict: { kind: 'unknown', text: 'vmap' } }];
    else parts.branches = branches;
  } else if (name === 'xt') {
    parts.matches.push({ kind: 'unknown', text: JSON.stringify(statement).slice(0, 500) });
    if (textMember(body, 'type') !== 'match') parts.verdict = { kind: 'unknown', text: 'xt' };
  } else if (!GOES_ON.has(name))
    parts.matches.push({ kind: 'unknown', text: JSON.stringify(statement)?.slice(0, 500) ?? '' });
}

/**
 * Rules for one nft rule object: one, or one for each branch of an anonymous verdict map, which is the same as far as
 * verdicts go. iptables' own extensions (`xt`) are not described in nft's JSON: read them with `iptables-save`.
 */
export function nftRules(rule: unknown, sets: Sets, line: number): readonly FirewallRule[] {
  const expressions = member(rule, 'expr');
  const parts: Parts = { matches: [], verdict: { kind: 'none' }, counter: null, branches: [] };
  for (const statement of items(expressions)) take(parts, statement, sets);
  const text = JSON.stringify(expressions ?? null).slice(0, 4_000);
  const common = { counter: parts.counter, comment: textMember(rule, 'comment') || null, text, line };
  if (parts.branches.length === 0) return [{ matches: parts.matches, verdict: parts.verdict, ...common }];
  return parts.branches.map(({ matches, verdict }) => ({
    matches: [...parts.matches, ...matches],
    verdict,
    ...common,
  }));
}
