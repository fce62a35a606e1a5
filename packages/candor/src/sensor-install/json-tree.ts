/** A map of a YAML or JSON tree that is being built. */
export type JsonMap = Record<string, unknown>;

/** A deep copy of plain data. */
export function jsonClone(value: unknown): unknown {
  return structuredClone(value);
}

/** The value as a map; an empty one, which nobody keeps, for anything else. */
export function mapOf(value: unknown): JsonMap {
  // Arrays and null are excluded, so the object can be read and written by name.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonMap) : {};
}
