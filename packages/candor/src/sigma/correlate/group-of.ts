import { detached } from '../detached.js';
import type { CorrelationRule } from '../rule.js';

/** Text of a field of the event that is looked at; null when it has none. */
export type FieldReader = (field: string) => string | null;

const SEPARATOR = '\u001f';
/** Longest value that names a group as it is; of a longer one, its start and a hash. */
const MAX_VALUE = 128;

/**
 * The key of the group that an event belongs to, by the correlation's fields and aliases; null when it lacks one of
 * them: an event without the field is in no group, as in SQL's and SIEMs' `group by` over present fields.
 */
export function groupKey(rule: CorrelationRule, names: readonly string[], read: FieldReader): string | null {
  let key = '';
  for (const field of rule.groupBy) {
    const value = read(fieldFor(rule, field, names));
    if (value === null) return null;
    key += `${key === '' && field === rule.groupBy[0] ? '' : SEPARATOR}${bounded(value)}`;
  }
  return detached(key);
}

/** The values of a key by the names of the correlation's fields. */
export function groupOf(rule: CorrelationRule, key: string): Record<string, string> {
  if (rule.groupBy.length === 0) return {};
  const values = key.split(SEPARATOR);
  return Object.fromEntries(rule.groupBy.map((field, index) => [field, values[index] ?? '']));
}

/** The field that stands for a name of the correlation in events of a rule, known by any of its names. */
export function fieldFor(rule: CorrelationRule, field: string, names: readonly string[]): string {
  const alias = rule.aliases.get(field);
  const found = alias && names.map((name) => alias.get(name)).find((one) => one !== undefined);
  return found ?? field;
}

/** FNV-1a over UTF-16 units: only to tell long values of one group field apart. */
function bounded(value: string): string {
  const text = value.replaceAll(SEPARATOR, ' ');
  if (text.length <= MAX_VALUE) return text;
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return `${text.slice(0, MAX_VALUE - 12)}…${(hash >>> 0).toString(16)}`;
}
