import { parseProgram } from '../formats/javascript/parse-program.js';

/** A literal in an object of a module, with the dotted path of its keys. */
export interface LiteralSetting {
  readonly path: string;
  readonly value: string | number | boolean | null;
  readonly line: number;
}

/** Deepest nesting and most nodes that are walked: the file is written by others. */
const depthLimit = 60;
const nodeLimit = 200_000;

interface SyntaxNode {
  readonly type: string;
  readonly loc?: { readonly start: { readonly line: number } } | null;
  readonly [key: string]: unknown;
}

/** Literals of every object in a JavaScript or TypeScript module; null when it cannot be parsed. Nothing is evaluated. */
export function literalSettings(text: string): LiteralSetting[] | null {
  try {
    const tree = parseProgram(text, { sourceType: 'unambiguous', errorRecovery: true, plugins: ['typescript', 'jsx'] });
    const settings: LiteralSetting[] = [];
    const budget = { nodes: nodeLimit };
    walk(tree.program as unknown as SyntaxNode, '', settings, 0, budget); // babel's nodes all have `type` and `loc`
    return settings;
  } catch {
    return null; // beyond what error recovery can read
  }
}

function walk(node: SyntaxNode, path: string, out: LiteralSetting[], depth: number, budget: { nodes: number }): void {
  budget.nodes -= 1;
  if (depth > depthLimit || budget.nodes < 0) return;
  if (node.type === 'ObjectProperty') {
    const key = keyOf(node.key);
    const value = asNode(node.value);
    if (value === null) return;
    const inner = key === null ? path : path === '' ? key : `${path}.${key}`;
    const literal = literalOf(value);
    if (literal !== undefined) out.push({ path: inner, value: literal, line: node.loc?.start.line ?? 1 });
    else walk(value, inner, out, depth + 1, budget);
    return;
  }
  if (node.type === 'ArrayExpression') {
    walkArray(node, path, out, depth, budget);
    return;
  }
  const below = node.type === 'ObjectExpression' || isWrapper(node.type) ? path : '';
  for (const child of children(node)) walk(child, below, out, depth + 1, budget);
}

function walkArray(
  node: SyntaxNode,
  path: string,
  out: LiteralSetting[],
  depth: number,
  budget: { nodes: number },
): void {
  for (const child of children(node)) {
    const literal = literalOf(child);
    if (literal !== undefined) out.push({ path, value: literal, line: child.loc?.start.line ?? 1 });
    else walk(child, path, out, depth + 1, budget);
  }
}

/** `x as T`, `x satisfies T`, `(x)`: the value inside keeps its path. */
function isWrapper(type: string): boolean {
  return type === 'TSAsExpression' || type === 'TSSatisfiesExpression' || type === 'ParenthesizedExpression';
}

function keyOf(key: unknown): string | null {
  const node = asNode(key);
  if (node?.type === 'Identifier') return typeof node.name === 'string' ? node.name : null;
  return node?.type === 'StringLiteral' && typeof node.value === 'string' ? node.value : null;
}

function literalOf(node: SyntaxNode): string | number | boolean | null | undefined {
  switch (node.type) {
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
      return node.value as string | number | boolean; // babel's literal nodes carry exactly this
    case 'NullLiteral':
      return null;
    default:
      return undefined;
  }
}

function asNode(value: unknown): SyntaxNode | null {
  const isNode = typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
  return isNode ? (value as SyntaxNode) : null; // checked just before
}

function children(node: SyntaxNode): SyntaxNode[] {
  return Object.entries(node)
    .filter(([key]) => key !== 'loc' && !key.endsWith('Comments'))
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .flatMap((value) => asNode(value) ?? []);
}
