const MOST_FIELDS = 64;

/** Top-level comma list of `{a,b}`; null when it is none (bash manual, 3.5.1 Brace Expansion). */
function splitBrace(text: string): string[] | null {
  if (!text.startsWith('{') || !text.endsWith('}')) return null;
  const items: string[] = [];
  let depth = 0;
  let from = 1;
  for (let index = 1; index < text.length - 1; index += 1) {
    const char = text[index];
    if (char === '\\') index += 1;
    else if (char === '{') depth += 1;
    else if (char === '}') depth -= 1;
    else if (char === ',' && depth === 0) {
      items.push(text.slice(from, index));
      from = index + 1;
    }
  }
  if (items.length === 0) return null;
  items.push(text.slice(from, -1));
  return items;
}

/** The fields of one brace expression, at most 64; a text that is no comma list stands for itself. */
export function braceFields(text: string): string[] {
  const items = splitBrace(text);
  if (items === null) return [text];
  return items.slice(0, MOST_FIELDS).map((item) => item.replaceAll(/["'\\]/g, ''));
}
