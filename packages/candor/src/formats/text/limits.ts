/** Longest text that a reader takes, in UTF-16 units: evidence is written by attackers, so every reader is bounded. */
export const MAX_TEXT_CHARS = 64 * 1024 * 1024;
/** Longest single line that a line reader takes, in UTF-16 units; `ARG_MAX` of Linux is 2 MiB, a real line is shorter. */
export const MAX_LINE_CHARS = 1024 * 1024;
/** Most items that one reader returns. */
export const MAX_ITEMS = 500_000;
/** Most warnings kept for one text; the rest is counted in one closing warning. */
export const MAX_WARNINGS = 100;
/** Deepest nesting of JSON that is read; the deepest real document (a CycloneDX tree) stays under 40. */
export const MAX_JSON_DEPTH = 128;
