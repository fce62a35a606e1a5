import type { YAMLMap } from 'yaml';
import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import { applyEdits, type TextEdit } from '../text/text-edit.js';
import { type ComposeText, meaningOf, openCompose, serviceMap } from './compose-text.js';
import { firstOtherChange, type ValuePath } from './same-but.js';

/** Changes of one file that a service needs, or why there are none. */
export type ServiceEdit = (file: ComposeText, service: YAMLMap) => Parsed<readonly TextEdit[]>;

/**
 * Edits one service of a Compose file by position and proves the outcome: read again, the file must mean what it meant
 * before but for `keys` of this service. A shared anchor that would change another service is refused so.
 */
export function editService(text: string, service: string, keys: readonly string[], edit: ServiceEdit): Parsed<string> {
  const file = openCompose(text);
  if (!file.ok) return file;
  const map = serviceMap(file.value, service);
  if (!map.ok) return map;
  const edits = edit(file.value, map.value);
  if (!edits.ok) return edits;
  return proven(
    file.value,
    edits.value,
    keys.map((key) => ['services', service, key]),
  );
}

/** The edited text, when it still means the same outside of the allowed places. */
export function proven(file: ComposeText, edits: readonly TextEdit[], allowed: readonly ValuePath[]): Parsed<string> {
  const after = applyEdits(file.text, edits);
  if (after === null) return unparseable('the edits overlap');
  const reread = openCompose(after);
  if (!reread.ok) return unparseable(`the edit would break the file (${reread.reason})`);
  const other = firstOtherChange(meaningOf(file), meaningOf(reread.value), allowed);
  return other === null ? parsed(after) : unparseable(`the edit would also change ${other}`);
}

/** What a service says under a key once merge keys and aliases are followed; undefined when nothing. */
export function effectiveValue(file: ComposeText, service: string, key: string): unknown {
  const root = meaningOf(file);
  const services = valueAt(root, 'services');
  return valueAt(valueAt(services, service), key);
}

/** The member of an object; undefined for anything else. */
export function valueAt(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key] // an object with that member of its own
    : undefined;
}
