/** Something odd that a format reader met and survived; `line` is 1-based. */
export interface ParseWarning {
  readonly line: number | null;
  readonly message: string;
}

/** Outcome of reading one text. Readers never throw: hostile input is an ordinary `ok: false`. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly ParseWarning[] }
  | { readonly ok: false; readonly line: number | null; readonly reason: string };

/** A successful reading. */
export function parsed<T>(value: T, warnings: readonly ParseWarning[] = []): Parsed<T> {
  return { ok: true, value, warnings };
}

/** A refusal with its reason; `line` is 1-based, null when the whole text is meant. */
export function unparseable(
  reason: string,
  line: number | null = null,
): { ok: false; line: number | null; reason: string } {
  return { ok: false, line, reason };
}
