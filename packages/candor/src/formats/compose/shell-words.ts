/**
 * Splits a `command:` or `entrypoint:` string into words: blanks separate, single quotes are literal, double quotes and
 * bare text know the backslash. Nothing is expanded and no shell runs: Compose hands the words to `execve(2)`
 * (Compose specification, "command"). An unclosed quote runs to the end of the text.
 */
export function shellWords(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote: "'" | '"' | null = null;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (quote !== null && char === quote) quote = null;
    else if (char === '\\' && quote !== "'" && at + 1 < text.length) {
      at += 1;
      word = (word ?? '') + (text[at] ?? '');
    } else if (quote !== null) word = (word ?? '') + char;
    else if (char === "'" || char === '"') {
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
