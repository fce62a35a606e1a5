/** `*`: any number of characters. */
export const MANY: unique symbol = Symbol('*');
/** `?`: one character. */
export const ONE: unique symbol = Symbol('?');

/** A string of a rule: literal pieces and wildcards, no two literal pieces side by side. */
export type SigmaText = readonly (string | typeof MANY | typeof ONE)[];

/**
 * Reads wildcards and escapes (Sigma Rules Specification 2.1, "Escaping"): a backslash before `*`, `?` or another
 * backslash makes it literal; before anything else it stands for itself.
 */
export function readSigmaText(source: string): SigmaText {
  const parts: (string | typeof MANY | typeof ONE)[] = [];
  let literal = '';
  const flush = () => {
    if (literal !== '') parts.push(literal);
    literal = '';
  };
  for (let at = 0; at < source.length; at += 1) {
    const char = source.charAt(at);
    const next = source.charAt(at + 1);
    if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
      literal += next;
      at += 1;
    } else if (char === '*' || char === '?') {
      flush();
      if (char === '?' || parts.at(-1) !== MANY) parts.push(char === '*' ? MANY : ONE);
    } else literal += char;
  }
  flush();
  return parts;
}

/** The text when it has no wildcard, else null. */
export function plainTextOf(text: SigmaText): string | null {
  if (text.length === 0) return '';
  const [first] = text;
  return text.length === 1 && typeof first === 'string' ? first : null;
}

/** The text with `*` on the given sides, none doubled. */
export function withOpenEnds(text: SigmaText, start: boolean, end: boolean): SigmaText {
  return [
    ...(start && text[0] !== MANY ? [MANY] : []),
    ...text,
    ...(end && (text.at(-1) !== MANY || text.length === 0) ? [MANY] : []),
  ].filter((part, index, all) => part !== MANY || all[index - 1] !== MANY) as SigmaText; // filter keeps the union
}

/** The same change on every literal piece. */
export function mapLiterals(text: SigmaText, change: (literal: string) => string): SigmaText {
  return text.map((part) => (typeof part === 'string' ? change(part) : part));
}
