import type { Expression } from './expression.js';
import { fieldAliases } from './field-aliases.js';

/** Fields of events that no alias of Sigma leads to. */
const more = [
  '@timestamp',
  'message',
  'event.action',
  'event.category',
  'event.code',
  'event.kind',
  'event.module',
  'event.outcome',
  'event.reason',
  'container.id',
  'container.name',
  'process.args',
  'process.cpu.share',
  'process.memory.rss_bytes',
  'user.id',
  'authentication.method',
  'error.code',
  'log.level',
  'destination.address',
];
const known = new Set([...more, ...Object.keys(fieldAliases), ...Object.values(fieldAliases).flat()]);

/** Fields that an expression names and no event of the watcher has: it may wait for them for ever. */
export function unknownFields(expression: Expression): readonly string[] {
  const found = new Set<string>();
  collect(expression, found);
  return [...found];
}

function collect(expression: Expression, found: Set<string>): void {
  if (expression.op === 'not') collect(expression.of, found);
  else if (expression.op === 'match') {
    const { field, test } = expression;
    for (const name of [field, test.kind === 'field' ? test.name : null])
      if (name !== null && !known.has(name) && !/^(?:candor|http\.request\.header)\./.test(name)) found.add(name);
  } else for (const part of expression.of) collect(part, found);
}
