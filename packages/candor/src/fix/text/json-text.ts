import { isMap, isScalar, parseDocument, type YAMLMap } from 'yaml';
import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import { applyEdits, type TextEdit } from './text-edit.js';

/** Longest file that is edited, in characters. */
const maxChars = 1024 * 1024;

/**
 * Replaces strings of a JSON text by position (JSON is a part of YAML 1.2, whose reader knows the places). Read again,
 * the text must mean the same but for those strings. Paths lead through objects.
 */
export function setJsonStrings(
  text: string,
  changes: readonly { readonly path: readonly string[]; readonly value: string }[],
): Parsed<string> {
  const before = readJson(text);
  if (before === undefined || text.length > maxChars) return unparseable('not JSON');
  const root = parseDocument(text, { logLevel: 'silent' }).contents;
  const edits: TextEdit[] = [];
  for (const { path, value } of changes) {
    const node = isMap(root) ? nodeAt(root, path) : null;
    if (node === null) return unparseable(`${path.join('.')} is not there`);
    edits.push({ ...node, text: JSON.stringify(value) });
  }
  const after = applyEdits(text, edits);
  const wanted = JSON.stringify(
    changes.reduce<unknown>((json, { path, value }) => withString(json, path, value), before),
  );
  if (after === null || JSON.stringify(readJson(after)) !== wanted)
    return unparseable('the edit would change more than is asked for');
  return parsed(after);
}

function nodeAt(map: YAMLMap, path: readonly string[]): { start: number; end: number } | null {
  const [key, ...rest] = path;
  const value = map.items.find((pair) => isScalar(pair.key) && pair.key.value === key)?.value;
  if (rest.length > 0) return isMap(value) ? nodeAt(value, rest) : null;
  if (!isScalar(value) || typeof value.value !== 'string' || !value.range) return null;
  return { start: value.range[0], end: value.range[1] };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the caller refuses what is no JSON
  }
}

function withString(value: unknown, path: readonly string[], text: string): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return text;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, name === key ? withString(inner, rest, text) : inner]),
  );
}
