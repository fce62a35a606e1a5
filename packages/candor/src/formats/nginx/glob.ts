function classEnd(pattern: string, from: number): number {
  const start = pattern[from + 1] === '!' || pattern[from + 1] === '^' ? from + 2 : from + 1;
  return pattern.indexOf(']', start + 1);
}

function inClass(body: string, char: string): boolean {
  const negated = body.startsWith('!') || body.startsWith('^');
  const set = negated ? body.slice(1) : body;
  let found = false;
  for (let at = 0; at < set.length; at += 1) {
    const low = set[at] ?? '';
    const ranged = set[at + 1] === '-' && at + 2 < set.length;
    const high = ranged ? (set[at + 2] ?? '') : low;
    if (char >= low && char <= high) found = true;
    if (ranged) at += 2;
  }
  return found !== negated;
}

/** Length of the pattern's piece at `from` when it takes `char`, 0 when it does not. */
function oneStep(pattern: string, from: number, char: string): number {
  const piece = pattern[from];
  if (piece === '?') return 1;
  if (piece === '\\' && from + 1 < pattern.length) return pattern[from + 1] === char ? 2 : 0;
  const end = piece === '[' ? classEnd(pattern, from) : -1;
  if (end > 0) return inClass(pattern.slice(from + 1, end), char) ? end + 1 - from : 0;
  return piece === char ? 1 : 0;
}

function segmentMatches(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  let at = 0;
  let from = 0;
  let star = -1;
  let retry = 0;
  while (at < name.length) {
    const length = pattern[from] === '*' ? 0 : oneStep(pattern, from, name[at] ?? '');
    if (pattern[from] === '*') {
      star = from;
      from += 1;
      retry = at;
    } else if (length > 0) {
      from += length;
      at += 1;
    } else if (star >= 0) {
      from = star + 1;
      retry += 1;
      at = retry;
    } else return false;
  }
  while (pattern[from] === '*') from += 1;
  return from === pattern.length;
}

/** Whether `path` matches a shell pattern as `glob(3)` does: no wildcard crosses `/` or takes a leading dot. */
export function globMatches(pattern: string, path: string): boolean {
  const patterns = pattern.split('/');
  const names = path.split('/');
  return patterns.length === names.length && patterns.every((piece, at) => segmentMatches(piece, names[at] ?? ''));
}

/** Whether nginx treats an include's path as a pattern (`ngx_conf_include()`: any of `*`, `?`, `[`). */
export function isGlob(path: string): boolean {
  return /[*?[]/.test(path);
}
