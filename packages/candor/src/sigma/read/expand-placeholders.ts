import type { Modified, Placeholders } from './modified.js';
import { type RuleValue, stringValue } from './rule-value.js';

const PLACEHOLDER = /(?<!\\)%([A-Za-z_][\w.-]{0,100})%/;
const MOST_VALUES = 1_000;
/** A value that holds a placeholder itself is followed this far. */
const MOST_ROUNDS = 10;

/**
 * Replaces `%name%` with each of its values (Sigma Rules Specification 2.1, "Placeholders"); `\%` is a plain percent
 * sign. A placeholder without values refuses the rule, as the specification asks.
 */
export function expandPlaceholders(
  value: Extract<RuleValue, { kind: 'string' }>,
  placeholders: Placeholders,
): Modified {
  let sources = [value.source];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const match = PLACEHOLDER.exec(sources[0] ?? '');
    if (match === null) break;
    const [written, name = ''] = match;
    const values = placeholders.get(name);
    if (values === undefined || values.length === 0)
      return { kind: 'unsupported', reason: `the placeholder ${written} has no values here` };
    sources = sources.flatMap((source) => values.map((one) => source.replace(written, () => one)));
    if (sources.length > MOST_VALUES)
      return { kind: 'unsupported', reason: `placeholders that give more than ${MOST_VALUES} values` };
  }
  return {
    values: sources.map((source) => ({ ...stringValue(source.replaceAll('\\%', '%')), cased: value.cased })),
  };
}
