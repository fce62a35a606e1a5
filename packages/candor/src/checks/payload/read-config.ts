import type { EvidenceRef } from '../../core/evidence.js';
import type { AccessAnswer, ConfigValue, PayloadEntity } from '../../facts/payload-config.js';
import type { Notes } from './judge-payload.js';

/** A setting by its dotted path: there, proven not there, or not understood. */
export type Setting =
  | { readonly state: 'found'; readonly value: ConfigValue; readonly ref: EvidenceRef }
  | { readonly state: 'absent'; readonly ref: EvidenceRef }
  | { readonly state: 'unknown'; readonly because: string; readonly ref: EvidenceRef };

/** Looks up `auth.cookies.secure` in a configuration object. A literal on the way (`auth: true`) has no members. */
export function settingOf(value: ConfigValue, path: string): Setting {
  let at = value;
  for (const key of path.split('.')) {
    if (at.kind === 'literal') return { state: 'absent', ref: at.ref };
    if (at.kind !== 'object') return { state: 'unknown', because: reason(at), ref: at.ref };
    const next: ConfigValue | undefined = Object.hasOwn(at.members, key) ? at.members[key] : undefined;
    if (next === undefined) {
      return at.open
        ? { state: 'unknown', because: 'a spread that was not understood', ref: at.ref }
        : { state: 'absent', ref: at.ref };
    }
    at = next;
  }
  if (at.kind === 'literal' && at.value === null) return { state: 'absent', ref: at.ref };
  return at.kind === 'unknown'
    ? { state: 'unknown', because: at.because, ref: at.ref }
    : { state: 'found', value: at, ref: at.ref };
}

function reason(value: ConfigValue): string {
  return value.kind === 'unknown' ? value.because : `a ${value.kind}`;
}

/** Notes that a setting was not understood. */
export function unclearNote(notes: Pick<Notes, 'unclear'>, setting: Setting, name: string): void {
  const because = setting.state === 'unknown' ? `${name}: ${setting.because}` : `${name} is decided elsewhere`;
  notes.unclear.push({ because, ref: setting.ref });
}

/** A literal setting; `undefined` when it is absent, null when it was not understood. */
export function literalOf(setting: Setting): string | number | boolean | null | undefined {
  if (setting.state === 'absent') return undefined;
  return setting.state === 'found' && setting.value.kind === 'literal' ? setting.value.value : null;
}

/** The texts of a list or of one text; null when any part of it was not understood. Variables count by their fallback. */
export function textsOf(value: ConfigValue): { readonly texts: readonly string[]; readonly whole: boolean } {
  const items = value.kind === 'list' ? value.items : [value];
  const texts = items.flatMap((item) => {
    const text = item.kind === 'literal' ? item.value : item.kind === 'env' ? item.fallback : null;
    return typeof text === 'string' ? [text] : [];
  });
  const whole =
    items.every((item) => item.kind === 'literal' || item.kind === 'env') && !(value.kind === 'list' && value.open);
  return { texts, whole };
}

/** What an operation of a collection or global answers nobody and a user without roles. */
export interface EntityAccess {
  readonly anonymous: AccessAnswer;
  readonly ordinary: AccessAnswer;
  readonly ref: EvidenceRef;
}

/** Access by operation; without a function Payload lets any user in who is logged in, and nobody else (Payload documentation, Access Control). */
export function accessOf(entity: Pick<PayloadEntity, 'value'>, operation: string): EntityAccess {
  const setting = settingOf(entity.value, `access.${operation}`);
  if (setting.state === 'absent') return { anonymous: 'denied', ordinary: 'allowed', ref: setting.ref };
  const found = setting.state === 'found' ? setting.value : null;
  if (found?.kind !== 'function') return { anonymous: 'unknown', ordinary: 'unknown', ref: setting.ref };
  return { anonymous: found.anonymous, ordinary: found.ordinary, ref: found.ref };
}

/** A named field, at any depth of groups, rows, tabs and blocks. */
export interface NamedField {
  readonly name: string;
  readonly value: ConfigValue;
}

/** Fields of a collection with those inside groups, rows and tabs; `whole` is false when some were not understood. */
export function fieldsOf(entity: Pick<PayloadEntity, 'value'>): {
  readonly fields: readonly NamedField[];
  readonly whole: boolean;
} {
  const fields: NamedField[] = [];
  let whole = entity.value.kind === 'object' && !entity.value.open;
  const visit = (list: ConfigValue | undefined, depth: number) => {
    if (list === undefined) return;
    if (list.kind !== 'list' || list.open || depth > 10) whole = false;
    for (const item of list.kind === 'list' && depth <= 10 ? list.items : []) {
      if (item.kind !== 'object') whole = false;
      else {
        const name = item.members.name;
        if (name?.kind === 'literal' && typeof name.value === 'string') fields.push({ name: name.value, value: item });
        visit(item.members.fields, depth + 1);
        visit(item.members.tabs, depth + 1);
      }
    }
  };
  visit(entity.value.kind === 'object' ? entity.value.members.fields : undefined, 0);
  return { fields, whole };
}
