/** Any JSON object from outside. */
type Json = Readonly<Record<string, unknown>>;

/** The value as an object, null for arrays and everything else. */
export function asObject(value: unknown): Json | null {
  // `as`: narrowed to a non-null, non-array object just before.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

/** An own member of an object; undefined when there is none, so that `constructor` is not found by accident. */
export function member(value: unknown, key: string): unknown {
  const object = asObject(value);
  return object !== null && Object.hasOwn(object, key) ? object[key] : undefined;
}

/** A member that is text, else ''. */
export function textMember(value: unknown, key: string): string {
  const found = member(value, key);
  return typeof found === 'string' ? found : '';
}

/** A member that is a number, else null. */
export function numberMember(value: unknown, key: string): number | null {
  const found = member(value, key);
  return typeof found === 'number' ? found : null;
}

/** The items of a list; a single value is a list of one. */
export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}
