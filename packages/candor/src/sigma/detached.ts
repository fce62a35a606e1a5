/**
 * The same text as a string of its own. V8 keeps the whole line alive for a piece of it that is 13 characters or longer,
 * so a piece that is kept for hours (a key, a word of a template) would keep a hostile line of 100 KB with it.
 */
export function detached(text: string): string {
  const encoding = /^[\x00-\x7f]*$/.test(text) ? 'latin1' : 'utf16le';
  return Buffer.from(text, encoding).toString(encoding);
}
