import { isScalar, type Scalar, visit } from 'yaml';
import { lineStart } from '../text/lines.js';
import { type ComposeText, startOf } from './compose-text.js';

/** A value that is written into a Compose file. */
export type Word = string | number | boolean;

/** Words that YAML 1.1 or 1.2 readers take for something else, and numbers. */
const special = /^(?:~|null|true|false|yes|no|on|off|y|n|[-+.]?(?:\d[\d_.:+a-fox-]*|inf|nan))$/i;
/** Four numbers with three points are no number to any reader. */
const ipv4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const safe = /^[A-Za-z0-9_./@][A-Za-z0-9_./@:=,+-]*$/;

/** A value as YAML: plain where every reader takes it for the same text, else in the file's own kind of quotes. */
export function yamlWord(file: ComposeText, value: Word): string {
  if (typeof value !== 'string') return String(value);
  const isPlain = ipv4.test(value) || (safe.test(value) && !special.test(value) && !value.endsWith(':'));
  return isPlain ? value : quotedWord(value, usualQuote(file));
}

/** The value in the manner of the scalar that it replaces. Null where that manner has no place for it (block scalars). */
export function likeScalar(file: ComposeText, scalar: Scalar, value: Word): string | null {
  if (scalar.type === 'QUOTE_DOUBLE') return quotedWord(String(value), '"');
  if (scalar.type === 'QUOTE_SINGLE') return quotedWord(String(value), "'");
  if (scalar.type !== 'PLAIN') return null;
  const text = String(value);
  const isFlow = /^\s*[,\]}]/.test(file.text.slice(scalar.range?.[1] ?? 0));
  if (/^\$\{\w+\}$/.test(text)) return isFlow ? quotedWord(text, '"') : text;
  const stays =
    typeof value === 'string' &&
    /^[\w.[][^\s#,{}[\]&*!|>'"%@`]*$/.test(text) &&
    !/:$/.test(text) &&
    !special.test(text) &&
    !(isFlow && text.includes(':'));
  return stays || (isAddressed(text) && !isFlow) ? text : yamlWord(file, value);
}

/** `127.0.0.1:3000:3000`: begins with digits and is no number to any reader. */
function isAddressed(text: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}:[\d:/a-z-]+$/.test(text);
}

function quotedWord(value: string, quote: '"' | "'"): string {
  if (quote === "'" && !/[\r\n]/.test(value)) return `'${value.replaceAll("'", "''")}'`;
  return JSON.stringify(value);
}

/** The kind of quotes that the file uses most; double where it uses none. */
function usualQuote(file: ComposeText): '"' | "'" {
  let balance = 0;
  visit(file.document, {
    Scalar(_key, node) {
      if (node.type === 'QUOTE_DOUBLE') balance += 1;
      if (node.type === 'QUOTE_SINGLE') balance -= 1;
    },
  });
  return balance < 0 ? "'" : '"';
}

/** How this file indents: blanks of one level, and of a `-` below its key. Null where it has no block list. */
export interface BlockStyle {
  readonly step: number;
  readonly dash: number | null;
}

/** The style of the first services and lists in block form; two blanks where nothing tells. */
export function blockStyle(file: ComposeText): BlockStyle {
  let step: number | null = null;
  let dash: number | null = null;
  visit(file.document, {
    Pair(_key, pair) {
      const value = pair.value as { flow?: boolean; items?: unknown[] } | null; // a collection or a scalar
      if (!isScalar(pair.key) || !Array.isArray(value?.items) || value.flow === true || value.items.length === 0)
        return;
      const from = columnOf(file, startOf(pair.key));
      const to = columnOf(file, startOf(pair.value));
      const isList = file.text[startOf(pair.value)] === '-';
      if (isList) dash ??= to - from;
      else step ??= to - from > 0 ? to - from : null;
    },
  });
  return { step: step ?? 2, dash };
}

/** Column of an offset, from 0. */
export function columnOf(file: ComposeText, offset: number): number {
  return offset - lineStart(file.text, offset);
}
