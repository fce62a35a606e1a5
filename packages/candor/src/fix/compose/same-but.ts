/** A place in a value, from its root: keys and indexes. */
export type ValuePath = readonly (string | number)[];

/** The first place where two values differ outside of the allowed places; null when there is none. */
export function firstOtherChange(before: unknown, after: unknown, allowed: readonly ValuePath[]): string | null {
  return differ(before, after, [], allowed);
}

function differ(before: unknown, after: unknown, at: ValuePath, allowed: readonly ValuePath[]): string | null {
  if (allowed.some((path) => path.length === at.length && path.every((key, index) => key === at[index]))) return null;
  if (isObject(before) && isObject(after) && Array.isArray(before) === Array.isArray(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const found = differ(before[key], after[key], [...at, key], allowed);
      if (found !== null) return found;
    }
    return null;
  }
  return Object.is(before, after) ? null : at.join('.') || 'the whole file';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
