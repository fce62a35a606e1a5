const MAX_DEPTH = 8;
const MAX_KEYS = 2000;

/**
 * What is kept of an answer's body: of `/api/access` and `/api/users/init` the keys with booleans (a query counts as
 * `{}`: "limited"), of a leaked file only what it looks like. No content of the site is kept.
 */
export function keptBody(path: string, status: number | null, body: string): string | null {
  if (status !== 200) return null;
  if (path === '/api/access' || path.endsWith('/init')) return booleansOnly(body);
  if (path === '/.env')
    return /^(?:export )?[A-Z][A-Z0-9_]+=/m.test(body) && !/^\s*</.test(body) ? 'an env file' : null;
  if (path === '/.git/config') return /^\[core\]/m.test(body) ? 'a git configuration' : null;
  if (path === '/api/graphql-playground') return /graphql/i.test(body) ? 'a GraphQL playground' : null;
  return null;
}

function booleansOnly(body: string): string | null {
  try {
    let keys = 0;
    const keep = (value: unknown, depth: number): unknown => {
      if (typeof value === 'boolean') return value;
      if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > MAX_DEPTH) return undefined;
      const entries = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
        keys += 1;
        const kept = keys > MAX_KEYS ? undefined : name === 'where' ? {} : keep(inner, depth + 1);
        return kept === undefined ? [] : [[name.slice(0, 100), kept]];
      });
      return Object.fromEntries(entries);
    };
    return JSON.stringify(keep(JSON.parse(body), 0) ?? null);
  } catch {
    // A page where JSON was expected: there is no such endpoint, and its text is none of our business.
    return null;
  }
}
