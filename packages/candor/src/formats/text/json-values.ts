/** A JSON object whose keys are not known yet. */
export type JsonObject = { readonly [key: string]: unknown };

/** The value as a JSON object, else null. Arrays are no objects here. */
export function objectOrNull(value: unknown): JsonObject | null {
  // The checks before the cast make it an index-readable object; members stay unknown.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** The value as a JSON object; an empty one when it is something else. */
export function objectOf(value: unknown): JsonObject {
  return objectOrNull(value) ?? {};
}

/** The own member of an object, never one that is inherited (`constructor`, `__proto__`). */
export function member(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The first of several spellings that is present: CLI and API differ in case (`ID`, `Id`). */
export function anyMember(object: JsonObject, keys: readonly string[]): unknown {
  for (const key of keys) if (Object.hasOwn(object, key) && object[key] !== null) return object[key];
  return undefined;
}

/** The value when it is an array, else an empty list. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The strings of an array; other members are left out. */
export function stringsOf(value: unknown): string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}

/** The value when it is a string, else null. */
export function stringOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** A string that has content, else null: Docker writes "not set" as the empty string. */
export function filledOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The value when it is a finite number, or a decimal string of one, else null. */
export function numberOrNull(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'string' && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value) ? Number(value) : null;
}

/** The value when it is a boolean (or the words `true` and `false`), else null. */
export function booleanOrNull(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : null;
}

/** A time from RFC 3339 text, else null; Docker's zero time `0001-01-01T00:00:00Z` is "never". */
export function dateOrNull(value: unknown): Date | null {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d/.test(value) || value.length > 64) return null;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1970 ? null : date;
}

/** The string members of an object, without those of other types. */
export function stringMapOf(value: unknown): Map<string, string> {
  const entries = Object.entries(objectOf(value));
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
