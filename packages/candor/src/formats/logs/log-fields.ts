const MOST_FIELDS = 40;
const MOST_CHARS = 8_192;

/** A field map without prototype, so that `__proto__` in a log is only a word. */
export type Fields = Record<string, string>;

/** An empty field map. */
export function emptyFields(): Fields {
  return Object.create(null) as Fields; // typed at the boundary: Object.create returns any
}

function setField(fields: Fields, key: string, value: unknown): void {
  if (value === undefined || key === '' || Object.keys(fields).length >= MOST_FIELDS) return;
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  fields[key.slice(0, 100)] = text.slice(0, MOST_CHARS);
}

/** Fields of a JSON object, nested values as JSON text; null when the text is no object. */
export function jsonFields(text: string): Fields | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null; // not JSON: the caller tries the next form
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const fields = emptyFields();
  for (const [key, item] of Object.entries(value)) setField(fields, key, item);
  return fields;
}

const PAIR = /(?:^|[\s,{])([A-Za-z_][\w.-]{0,60})=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S*))/g;

/** Fields of `key=value key="quoted value"` text (logfmt). A bare `cmd=` takes the text up to the next ` key=`. */
export function pairFields(text: string): Fields {
  const fields = emptyFields();
  const bounded = text.slice(0, 65_536);
  const bare = /(?:^|\s)(cmd|command|args)=(?!["'])/.exec(bounded);
  for (const match of bounded.matchAll(PAIR)) {
    const quoted = match[2]?.replaceAll(/\\(["\\])/g, '$1');
    setField(fields, match[1] ?? '', quoted ?? match[3] ?? match[4] ?? '');
  }
  if (bare !== null) {
    const from = bare.index + bare[0].length;
    const next =
      /\s(?:method|stack|pid|ppid|executed|blocked|repeat|count|options|ts|time|at|caller|cwd|ms|depth|seq|n|timeout|shell|error|status|file|calls|first|suppressed|total|exit)=/.exec(
        bounded.slice(from),
      );
    setField(fields, bare[1] ?? 'cmd', bounded.slice(from, next === null ? undefined : from + next.index));
  }
  return fields;
}

const INSPECTED = /^\s*['"]?([\w$.-]{1,60})['"]?:\s?(.*?),?$/;

/** Fields of a block as `util.inspect` prints it, one `key: value` a line. */
export function inspectedFields(lines: readonly string[]): Fields {
  const fields = emptyFields();
  for (const line of lines) {
    const match = INSPECTED.exec(line.slice(0, MOST_CHARS));
    if (match !== null) setField(fields, match[1] ?? '', (match[2] ?? '').replace(/^(["'`])(.*)\1$/, '$2'));
  }
  return fields;
}
