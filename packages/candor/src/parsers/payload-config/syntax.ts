import { parseProgram } from '../../formats/javascript/parse-program.js';

/** A node of a syntax tree; members beside type and place are read by name. */
export interface SyntaxNode {
  readonly type: string;
  readonly loc?: { readonly start: { readonly line: number } } | null;
  readonly [key: string]: unknown;
}

/** The syntax tree of a JavaScript or TypeScript module; null when it cannot be parsed. Nothing is evaluated. */
export function parseModule(text: string): SyntaxNode | null {
  try {
    const options = { sourceType: 'unambiguous' as const, errorRecovery: true, plugins: ['typescript' as const] };
    return asNode(parseProgram(text, { ...options, plugins: ['typescript', 'jsx'] }).program);
  } catch {
    return null; // beyond what error recovery can read
  }
}

/** The value as a node, else null. */
export function asNode(value: unknown): SyntaxNode | null {
  const isNode = typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
  return isNode ? (value as SyntaxNode) : null; // checked just before
}

/** Nodes of a list member (`body`, `params`, `arguments`); holes of arrays are left out. */
export function nodesOf(value: unknown): SyntaxNode[] {
  return Array.isArray(value) ? value.flatMap((each) => asNode(each) ?? []) : [];
}

/** Name of an identifier or text of a string literal, else null. */
export function nameOf(value: unknown): string | null {
  const node = asNode(value);
  if (node?.type === 'Identifier' && typeof node.name === 'string') return node.name;
  return node?.type === 'StringLiteral' && typeof node.value === 'string' ? node.value : null;
}

/** Key of a property or member; null for one that is computed from anything but a string. */
export function keyOf(node: SyntaxNode): string | null {
  const key = asNode(node.key ?? node.property);
  if (node.computed === true) return key?.type === 'StringLiteral' && typeof key.value === 'string' ? key.value : null;
  return key?.type === 'NumericLiteral' ? String(key.value) : nameOf(key);
}

/** Line of a node, 1-based. */
export function lineOf(node: SyntaxNode): number {
  return node.loc?.start.line ?? 1;
}

/** Direct children of a node. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  return Object.entries(node)
    .filter(([key]) => key !== 'loc' && key !== 'extra' && !key.endsWith('Comments'))
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .flatMap((value) => asNode(value) ?? []);
}

/** Most nodes that one walk visits: the file is written by others. */
const walkLimit = 400_000;

/** Visits a tree from its root, parents first; `visit` returns false to leave out what is below. Not recursive. */
export function walkTree(root: SyntaxNode, visit: (node: SyntaxNode) => boolean | undefined): void {
  const stack = [root];
  for (let seen = 0; seen < walkLimit; seen += 1) {
    const node = stack.pop();
    if (node === undefined) return;
    if (visit(node) !== false) stack.push(...childrenOf(node).reverse());
  }
}

/** What a value expression is without type annotations and parentheses around it. */
export function bare(node: SyntaxNode): SyntaxNode {
  let inner = node;
  for (let count = 0; count < 20 && wrappers.has(inner.type); count += 1) {
    inner = asNode(inner.expression) ?? asNode(inner.argument) ?? inner;
  }
  return inner;
}

const wrappers = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
  'ParenthesizedExpression',
  'AwaitExpression',
]);
