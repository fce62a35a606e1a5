/** Longest regular expression and path that are tried, and most repetitions in one: this bounds the matching time. */
const MAX_PATTERN = 300;
const MAX_PATH = 300;
const MAX_REPETITIONS = 3;

/** Pieces whose meaning is the same in PCRE and ECMAScript, and of which only single atoms are repeated. */
const PIECE =
  /\(\?:|\(\?<[A-Za-z]\w{0,30}>|\((?!\?)|\)(?![*+?{])|\)\?|\||\^|\$|\\[.\\/\-+*?()[\]{}^$|_](?:[*+?]|\{\d{1,2}(?:,\d{0,2})?\})?|\\[dwsDWS](?:[*+?]|\{\d{1,2}(?:,\d{0,2})?\})?|\[\^?(?:[A-Za-z0-9_./%~@:, -]|\\[dw.\-/\\])+\](?:[*+?]|\{\d{1,2}(?:,\d{0,2})?\})?\??|[A-Za-z0-9_/%~@:,;=&!'" -](?:[*+?]|\{\d{1,2}(?:,\d{0,2})?\})?|\.(?:[*+?]|\{\d{1,2}(?:,\d{0,2})?\})?\??/y;

function repetitions(pattern: string): number | null {
  let at = 0;
  let count = 0;
  while (at < pattern.length) {
    PIECE.lastIndex = at;
    const piece = PIECE.exec(pattern)?.[0];
    if (piece === undefined || piece === '') return null;
    if (/[^\\][*+}]\??$|^\.[*+]/.test(piece)) count += 1;
    at += piece.length;
  }
  return count;
}

/**
 * Whether a location's regular expression matches a path; null when the pattern is outside of the plain subset that
 * is surely the same in PCRE and safe to run (the configuration may be an attacker's).
 */
export function pathMatches(pattern: string, caseInsensitive: boolean, path: string): boolean | null {
  if (pattern.length > MAX_PATTERN || path.length > MAX_PATH) return null;
  const count = repetitions(pattern);
  if (count === null || count > MAX_REPETITIONS) return null;
  try {
    return new RegExp(pattern, caseInsensitive ? 'i' : '').test(path);
  } catch {
    // Unbalanced parentheses: nginx would refuse them too, so nothing is known about the match.
    return null;
  }
}
