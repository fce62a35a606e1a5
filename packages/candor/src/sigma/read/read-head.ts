import { type Severity, severities } from '../../core/severity.js';
import { itemsOf, type MapTree, textOf, under } from '../../formats/compose/tree.js';
import { type RuleHead, type RuleLogSource, type RuleStatus, ruleStatuses } from '../rule.js';
import type { ProblemList } from './problem-list.js';

const MAX_TITLE = 256;
const MAX_DESCRIPTION = 65_535;

/** Title, id, status, level and the rest that every document has; null when they are not valid. */
export function readHead(document: MapTree, problems: ProblemList): RuleHead | null {
  const text = (key: string) => textOf(under(document, key)) ?? null;
  const lineOf = (key: string) => document.entries.get(key)?.line ?? document.line;
  const title = text('title');
  problems.rule = title?.slice(0, MAX_TITLE) ?? text('id');
  if (title === null || title === '') return problems.invalid(document.line, 'the rule has no title');
  if (title.length > MAX_TITLE)
    return problems.invalid(lineOf('title'), `the title is longer than ${MAX_TITLE} characters`);
  const status = text('status') ?? 'test';
  if (!isStatus(status))
    return problems.invalid(lineOf('status'), `the status "${status}" is none of ${ruleStatuses.join(', ')}`);
  const level = text('level') ?? 'medium';
  if (!isLevel(level))
    return problems.invalid(lineOf('level'), `the level "${level}" is none of ${severities.join(', ')}`);
  const texts = (key: string) => itemsOf(under(document, key)).flatMap((item) => textOf(item) ?? []);
  const id = text('id');
  const name = text('name');
  return {
    key: id ?? name ?? `${problems.file}:${document.line}`,
    id,
    name,
    title,
    status,
    level,
    description: (text('description') ?? '').trim().slice(0, MAX_DESCRIPTION),
    tags: texts('tags'),
    references: texts('references'),
    falsePositives: texts('falsepositives'),
    file: problems.file,
    line: document.line,
  };
}

/** `logsource`; null when it is missing or names nothing that events are routed by. */
export function readLogSource(document: MapTree, problems: ProblemList): RuleLogSource | null {
  const tree = under(document, 'logsource');
  if (tree?.kind !== 'map') return problems.invalid(document.line, 'the rule has no logsource');
  const word = (key: string) => textOf(under(tree, key))?.toLowerCase() ?? null;
  const source = { product: word('product'), category: word('category'), service: word('service') };
  if (source.product === null && source.category === null && source.service === null)
    return problems.unsupported(tree.line, 'a logsource without product, category and service fits no event');
  return source;
}

function isStatus(word: string): word is RuleStatus {
  return (ruleStatuses as readonly string[]).includes(word);
}

function isLevel(word: string): word is Severity {
  return (severities as readonly string[]).includes(word);
}
