/** Column names that hold the indicator, best first. */
const columns = ['value', 'indicator', 'ioc', 'ip', 'ip_address', 'address', 'domain', 'url', 'sha256', 'md5', 'hash'];

/** Longest line that is read, in characters. */
const longestLine = 10_000;

/** Values of a CSV file with a header (RFC 4180, without line breaks in fields); null = no such header. */
export function csvValues(lines: readonly string[]): string[] | null {
  const [head, ...rows] = lines;
  if (head === undefined || !head.includes(',')) return null;
  const names = fields(head).map((name) => name.trim().toLowerCase());
  const name = columns.find((column) => names.includes(column));
  if (name === undefined) return null;
  const index = names.indexOf(name);
  return rows.map((row) => fields(row)[index] ?? '');
}

function fields(line: string): string[] {
  const found: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < Math.min(line.length, longestLine); at++) {
    const char = line[at];
    if (char === '"' && quoted && line[at + 1] === '"') field += line[at++];
    else if (char === '"') quoted = !quoted;
    else if (char === ',' && !quoted) {
      found.push(field);
      field = '';
    } else field += char;
  }
  return [...found, field];
}
