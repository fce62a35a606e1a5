import { diffArrays } from 'diff';
import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import { indentAt, lineAfter, lineEndOf, lineStart } from '../text/lines.js';
import { applyEdits, type TextEdit } from '../text/text-edit.js';
import { allNodes, type NginxNode, openNginx, sayings } from './nginx-text.js';

/** Where a directive or block stands, as the reader names it. */
export interface NginxTarget {
  readonly name: string;
  readonly args: readonly string[];
  readonly line: number;
}

/** Directives to be written: each a line, a list is one level deeper. */
export type NginxLines = readonly (string | NginxLines)[];

/** One change of a file. */
export type NginxOp =
  | { readonly kind: 'set-argument'; readonly at: NginxTarget; readonly index: number; readonly value: string }
  | { readonly kind: 'set-arguments'; readonly at: NginxTarget; readonly values: readonly string[] }
  | { readonly kind: 'remove'; readonly at: NginxTarget }
  | { readonly kind: 'insert-after'; readonly at: NginxTarget; readonly lines: NginxLines }
  | { readonly kind: 'insert-before'; readonly at: NginxTarget; readonly lines: NginxLines }
  /** Behind the simple directives at the head of the block. */
  | { readonly kind: 'insert-into'; readonly at: NginxTarget; readonly lines: NginxLines };

/**
 * Edits one file by position and proves it: read again, it must say what it said, but for the directives that the
 * operations name. Never throws.
 */
export function editNginx(text: string, ops: readonly NginxOp[]): Parsed<string> {
  const before = openNginx(text);
  if (!before.ok) return before;
  const edits: TextEdit[] = [];
  const touched: NginxNode[] = [];
  for (const op of ops) {
    const node = [...allNodes(before.value)].find((one) => isTarget(one, op.at));
    if (node === undefined) return unparseable(`no ${op.at.name} on line ${op.at.line}`);
    const own = editsOf(text, node, op, stepOf(text, before.value));
    if (own === null) return unparseable(`${op.at.name} on line ${op.at.line} has no place for the edit`);
    edits.push(...own);
    if (!op.kind.startsWith('insert')) touched.push(node);
  }
  return proven(text, before.value, edits, touched);
}

function isTarget(node: NginxNode, at: NginxTarget): boolean {
  return node.name === at.name && node.line === at.line && JSON.stringify(node.args) === JSON.stringify(at.args);
}

function proven(
  text: string,
  before: readonly NginxNode[],
  edits: readonly TextEdit[],
  touched: readonly NginxNode[],
): Parsed<string> {
  const edited = applyEdits(text, edits);
  if (edited === null) return unparseable('the edits overlap');
  const after = openNginx(edited);
  if (!after.ok) return unparseable(`the edit would break the file (${after.reason})`);
  const gone = diffArrays(sayings(before), sayings(after.value)).filter((part) => part.removed);
  const allowed = touched.flatMap((node) => sayings([node]));
  const other = gone.flatMap((part) => part.value).find((saying) => !allowed.some((one) => saying.endsWith(one)));
  return other === undefined ? parsed(edited) : unparseable(`the edit would also change ${other.slice(0, 120)}`);
}

function editsOf(text: string, node: NginxNode, op: NginxOp, step: string): TextEdit[] | null {
  switch (op.kind) {
    case 'set-argument': {
      const word = node.words[op.index + 1];
      return word === undefined ? null : [{ ...word, text: likeWord(text.slice(word.start, word.end), op.value) }];
    }
    case 'set-arguments': {
      const [first, last] = [node.words[1], node.words.at(-1)];
      const written = op.values.map(nginxWord).join(' ');
      return first === undefined || last === undefined ? null : [{ start: first.start, end: last.end, text: written }];
    }
    case 'remove':
      return [removal(text, node)];
    case 'insert-after':
      return [insertAfter(text, node, op.lines, step)];
    case 'insert-before':
      return beginsLine(text, node) ? [insertBefore(text, node, op.lines, step)] : null;
    case 'insert-into':
      return insertInto(text, node, op.lines, step);
    default:
      return op satisfies never;
  }
}

/** A word as nginx reads it back (`ngx_conf_read_token()`): bare where that is safe, else in double quotes. */
export function nginxWord(value: string): string {
  if (/^[^\s;{}"'\\#]+$/.test(value)) return value;
  return `"${value.replace(/["\\]/g, (char) => `\\${char}`)}"`;
}

function likeWord(raw: string, value: string): string {
  const quote = raw[0];
  if (quote !== '"' && quote !== "'") return nginxWord(value);
  return `${quote}${value.replace(quote === '"' ? /["\\]/g : /['\\]/g, (char) => `\\${char}`)}${quote}`;
}

function removal(text: string, node: NginxNode): TextEdit {
  const rest = text.slice(node.end, lineAfter(text, node.end));
  return beginsLine(text, node) && /^[ \t]*(?:#[^\n]*)?\r?\n?$/.test(rest)
    ? { start: lineStart(text, node.start), end: lineAfter(text, node.end), text: '' }
    : { start: node.start, end: node.end + (/^[ \t]*/.exec(rest)?.[0].length ?? 0), text: '' };
}

function beginsLine(text: string, node: NginxNode): boolean {
  return lineStart(text, node.start) + indentAt(text, node.start).length === node.start;
}

function insertAfter(text: string, node: NginxNode, lines: NginxLines, step: string): TextEdit {
  const indent = indentAt(text, node.start);
  return insertAt(text, node.end, lines, indent, step);
}

/** On lines of their own when nothing but a comment follows, else on the same line. */
function insertAt(text: string, at: number, lines: NginxLines, indent: string, step: string): TextEdit {
  const eol = lineEndOf(text);
  const line = text.slice(at, lineAfter(text, at));
  if (!/^[ \t]*(?:#[^\n]*)?\r?\n?$/.test(line)) return { start: at, end: at, text: ` ${oneLine(lines)}` };
  const start = at + line.replace(/\r?\n$/, '').length;
  return {
    start,
    end: start,
    text: written(lines, indent, step)
      .map((one) => `${eol}${one}`)
      .join(''),
  };
}

function insertBefore(text: string, node: NginxNode, lines: NginxLines, step: string): TextEdit {
  const start = lineStart(text, node.start);
  const eol = lineEndOf(text);
  return {
    start,
    end: start,
    text: written(lines, indentAt(text, node.start), step)
      .map((one) => `${one}${eol}`)
      .join(''),
  };
}

function insertInto(text: string, node: NginxNode, lines: NginxLines, step: string): TextEdit[] | null {
  if (node.block === null) return null;
  const firstBlock = node.block.nodes.findIndex((one) => one.block !== null);
  const head = firstBlock < 0 ? node.block.nodes : node.block.nodes.slice(0, firstBlock);
  const last = head.at(-1);
  if (last !== undefined) return [insertAfter(text, last, lines, step)];
  return [insertAt(text, node.block.open, lines, `${indentAt(text, node.start)}${step}`, step)];
}

function written(lines: NginxLines, indent: string, step: string): string[] {
  return lines.flatMap((line) =>
    typeof line === 'string' ? [line === '' ? '' : `${indent}${line}`] : written(line, `${indent}${step}`, step),
  );
}

function oneLine(lines: NginxLines): string {
  return lines.map((line) => (typeof line === 'string' ? line : oneLine(line))).join(' ');
}

/** One level of indentation as the first inner directive shows it; four blanks where nothing tells. */
function stepOf(text: string, nodes: readonly NginxNode[]): string {
  for (const node of allNodes(nodes)) {
    const inner = node.block?.nodes[0];
    if (inner === undefined || !beginsLine(text, inner) || !beginsLine(text, node)) continue;
    const own = indentAt(text, inner.start);
    const outer = indentAt(text, node.start);
    if (own.length > outer.length && own.startsWith(outer)) return own.slice(outer.length);
  }
  return '    ';
}
