/** How one `${NAME…}` in a Compose file was answered. */
export type VariableState = 'given' | 'default' | 'empty' | 'unresolved' | 'required-missing';

/** One use of a variable. `fallback` is the text after `:-`, `-`, `:+`, `+`, `:?` or `?`, null when there is none. */
export interface VariableUse {
  readonly name: string;
  readonly state: VariableState;
  readonly fallback: string | null;
}

/** A text after interpolation; unresolved variables stay in it as they were written. */
interface Interpolated {
  readonly text: string;
  readonly uses: readonly VariableUse[];
  readonly problems: readonly string[];
}

const MAX_NESTING = 12;
const MAX_RESULT_CHARS = 64 * 1024;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;

interface Run {
  readonly env: ReadonlyMap<string, string>;
  readonly uses: VariableUse[];
  readonly problems: string[];
}

function nameAt(text: string, at: number): string | null {
  NAME.lastIndex = at;
  return NAME.exec(text)?.[0] ?? null;
}

/** Index of the `}` that closes the `${` whose body begins at `from`, -1 when there is none. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '$' && text[at + 1] === '{') depth += 1;
    else if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

function record(run: Run, name: string, state: VariableState, fallback: string | null): void {
  run.uses.push({ name, state, fallback });
}

/** The value of `${body}`; null = leave it as written. */
function braced(run: Run, body: string, depth: number): string | null {
  const name = nameAt(body, 0);
  const parts = name === null ? null : /^(:?[-?+])?([\s\S]*)$/.exec(body.slice(name.length));
  const operator = parts?.[1] ?? '';
  const rest = parts?.[2] ?? '';
  if (name === null || (operator === '' && rest !== '')) {
    run.problems.push('invalid variable reference');
    return null;
  }
  const value = run.env.get(name);
  const present = value !== undefined && (!operator.startsWith(':') || value !== '');
  if (operator.endsWith('+')) {
    record(run, name, present ? 'given' : 'empty', rest);
    return present ? expand(run, rest, depth + 1) : '';
  }
  if (present) {
    record(run, name, 'given', operator === '' ? null : rest);
    return value;
  }
  if (operator.endsWith('-')) {
    record(run, name, 'default', rest);
    return expand(run, rest, depth + 1);
  }
  if (operator.endsWith('?')) run.problems.push(`required variable ${name} is not given`);
  record(run, name, operator.endsWith('?') ? 'required-missing' : 'unresolved', operator === '' ? null : rest);
  return null;
}

function bare(run: Run, name: string): string | null {
  const value = run.env.get(name);
  record(run, name, value === undefined ? 'unresolved' : 'given', null);
  return value ?? null;
}

/** What begins at the dollar sign at `at`: its replacement and where to go on; null = the rest is literal. */
function dollar(
  run: Run,
  text: string,
  at: number,
  depth: number,
): { readonly text: string; readonly next: number } | null {
  if (text[at + 1] === '$') return { text: '$', next: at + 2 };
  if (text[at + 1] !== '{') {
    const name = nameAt(text, at + 1);
    if (name === null) return { text: '$', next: at + 1 };
    return { text: bare(run, name) ?? `$${name}`, next: at + 1 + name.length };
  }
  const end = closing(text, at + 2);
  if (end < 0) {
    run.problems.push('a "${" is never closed');
    return null;
  }
  const body = text.slice(at + 2, end);
  return { text: braced(run, body, depth) ?? `\${${body}}`, next: end + 1 };
}

function expand(run: Run, text: string, depth: number): string {
  if (depth > MAX_NESTING) {
    run.problems.push(`variables nested deeper than ${MAX_NESTING}`);
    return text;
  }
  const out: string[] = [];
  let size = 0;
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('$', at);
    const plain = text.slice(at, next < 0 ? text.length : next);
    out.push(plain);
    if (next < 0) break;
    const replaced = dollar(run, text, next, depth);
    if (replaced === null || size > MAX_RESULT_CHARS) return out.join('') + text.slice(next);
    out.push(replaced.text);
    size += plain.length + replaced.text.length;
    at = replaced.next;
  }
  return out.join('');
}

/**
 * Interpolates one value as Compose does: `$V`, `${V}`, `${V:-d}`, `${V-d}`, `${V:?e}`, `${V?e}`, `${V:+r}`, `${V+r}`,
 * `$$`, nested in defaults (Compose specification, "Interpolation"). A name that `env` does not hold and that has no
 * default is left in the text and recorded: Compose would put an empty string, but what stands in the operator's
 * shell or `.env` is not known here.
 */
export function interpolate(text: string, env: ReadonlyMap<string, string>): Interpolated {
  const run: Run = { env, uses: [], problems: [] };
  return { text: text.includes('$') ? expand(run, text, 0) : text, uses: run.uses, problems: run.problems };
}
