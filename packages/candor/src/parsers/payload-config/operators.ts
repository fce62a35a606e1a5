import { isAboutRights, literal, notUnderstood, type Place, type Primitive, truthOf, type Value } from './values.js';

/** `a === b` and its kin; a user without rights is equal to no name of a right. */
export function compare(operator: string, a: Value, b: Value, place: Place): Value {
  const negated = operator.startsWith('!');
  const loose = operator.length === 2;
  const same = isSame(a, b, loose) ?? isSame(b, a, loose);
  if (same === 'self') return negated ? notUnderstood('it depends on the record', place) : { kind: 'self', place };
  return same === null ? notUnderstood('a comparison', place) : literal(same !== negated, place);
}

function isSame(a: Value, b: Value, loose: boolean): boolean | 'self' | null {
  if (a.kind === 'known' && b.kind === 'known') {
    const nothing = (value: Primitive) => value === null || value === undefined;
    return a.value === b.value || (loose && nothing(a.value) && nothing(b.value));
  }
  if (a.kind === 'user' && b.kind === 'known') return b.value === null || b.value === undefined ? false : null;
  if (a.kind === 'env' && b.kind === 'known') return a.name === 'NODE_ENV' ? b.value === 'production' : null;
  if (a.kind !== 'attribute') return null;
  if (b.kind === 'document') return 'self';
  return b.kind === 'known' ? attributeIs(a.name, b.value) : null;
}

function attributeIs(name: string, value: Primitive): boolean | null {
  if (value === null || value === undefined) return /^(?:id|_id|email|collection)$/.test(name) ? false : null;
  if (name === 'collection') return true; // some collection that logs in, so perhaps this one
  const special = isAboutRights(name) || /^(?:id|_id|email)$/.test(name);
  return special || (typeof value === 'string' && isAboutRights(value)) ? false : null;
}

/** `a && b`, `a || b`, `a ?? b`, where `b` is worked out only when it counts. */
export function combine(operator: string, a: Value, other: () => Value, place: Place): Value {
  if (a.kind === 'never') return a;
  if (operator === '??') return coalesce(a, other, place);
  const truth = truthOf(a);
  if (truth === (operator === '||')) return a;
  if (truth === !(operator === '||')) return other();
  const b = other();
  if (truth === 'self') return combineSelf(operator, a, b);
  if (operator === '||')
    return a.kind === 'env' && b.kind === 'known' ? { ...a, fallback: b.value } : unclear(a, place);
  return truthOf(b) === false ? b : unclear(a, place);
}

function unclear(a: Value, place: Place): Value {
  return a.kind === 'unknown' ? a : notUnderstood('it depends on a condition', place);
}

function combineSelf(operator: string, a: Value, b: Value): Value {
  const truth = truthOf(b);
  if (operator === '||') return truth === true ? b : truth === 'unknown' ? b : a;
  return truth === false || truth === 'unknown' ? b : a;
}

function coalesce(a: Value, other: () => Value, place: Place): Value {
  if (a.kind === 'known') return a.value === null || a.value === undefined ? other() : a;
  if (a.kind === 'env') {
    const b = other();
    return b.kind === 'known' ? { ...a, fallback: b.value } : a;
  }
  return a.kind === 'unknown' || a.kind === 'attribute' || a.kind === 'document' ? unclear(a, place) : a;
}
