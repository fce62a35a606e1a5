/** Log files that a configuration names with a directive, the default when it names none. */
export function logPaths(config: string, directive: 'access_log' | 'error_log', fallback: string): string[] {
  const found = [...config.matchAll(new RegExp(`^\\s{0,80}${directive}\\s{1,40}["']?(/[^\\s;"']{1,1000})`, 'gm'))];
  const paths = found.flatMap((match) => (match[1] === undefined || /[$]|^\/dev\//.test(match[1]) ? [] : [match[1]]));
  return paths.length === 0 ? [fallback] : [...new Set(paths)];
}

/** Certificate files of a configuration; variables are left out. */
export function certificatePaths(config: string): string[] {
  const found = [...config.matchAll(/^\s{0,80}ssl_certificate\s{1,40}["']?(\/[^\s;"']{1,1000})/gm)];
  return [...new Set(found.flatMap((match) => (match[1] === undefined || match[1].includes('$') ? [] : [match[1]])))];
}

/** Exact names of `server_name`; wildcards, expressions and `_` are left out. */
export function serverNames(config: string): string[] {
  const found = [...config.matchAll(/^\s{0,80}server_name\s{1,40}([^;{}]{1,2000});/gm)];
  const names = found.flatMap((match) => (match[1] ?? '').split(/\s+/));
  return [...new Set(names.filter((name) => /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}$/i.test(name)))];
}
