/** Splits at blanks outside of quotes; quotes and escapes are undone (BuildKit `parseWords`). */
export function dockerWords(text: string, escapeChar: string): readonly string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === escapeChar && quote !== "'" && at + 1 < text.length) {
      at += 1;
      word = (word ?? '') + (text[at] ?? '');
    } else if (quote !== '') {
      if (char === quote) quote = '';
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + char;
  }
  if (word !== null) words.push(word);
  return words;
}

/** A text with its variables filled in, and the names of those that have no value. */
interface Expanded {
  readonly text: string;
  readonly unresolved: readonly string[];
}

const VARIABLE = /\$(?:\{([A-Za-z_]\w{0,100})(?:(:?[-+])([^${}]{0,500}))?\}|([A-Za-z_]\w{0,100}))/g;

/** Fills in `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME:+other}` (Dockerfile reference, "Environment replacement"). */
export function expand(text: string, values: ReadonlyMap<string, string | null>): Expanded {
  const unresolved: string[] = [];
  const filled = text.replace(VARIABLE, (whole, braced?: string, operator?: string, word?: string, bare?: string) => {
    const name = braced ?? bare ?? '';
    const value = values.get(name) ?? null;
    const present = value !== null && (value !== '' || operator?.startsWith(':') !== true);
    if (operator?.endsWith('+')) return present ? (word ?? '') : '';
    if (present && value !== null) return value;
    if (operator?.endsWith('-')) return word ?? '';
    unresolved.push(name);
    return whole;
  });
  return { text: filled, unresolved: [...new Set(unresolved)] };
}
