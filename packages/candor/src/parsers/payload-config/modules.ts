import { posix } from 'node:path';
import type { SourceFile } from '../source-files.js';
import { asNode, bare, nameOf, nodesOf, parseModule, type SyntaxNode, walkTree } from './syntax.js';

/** Where a name of a module comes from. */
export type Binding =
  | { readonly kind: 'declared'; readonly node: SyntaxNode; readonly member: SyntaxNode | null }
  | { readonly kind: 'import'; readonly source: string; readonly name: string };

/** What a module gives away under a name. */
export type Export =
  | { readonly kind: 'local'; readonly name: string }
  | { readonly kind: 'value'; readonly node: SyntaxNode }
  | { readonly kind: 'from'; readonly source: string; readonly name: string };

/** A parsed file of an app's source. */
export interface Module {
  readonly path: string;
  readonly file: SourceFile;
  readonly program: SyntaxNode;
  readonly bindings: ReadonlyMap<string, Binding>;
  readonly exports: ReadonlyMap<string, Export>;
  /** Sources of `export * from`. */
  readonly passedOn: readonly string[];
  /** Names that are assigned to, or whose members are: what was declared is not what they hold. */
  readonly assigned: ReadonlySet<string>;
}

/** Reads a file as a module; null when it is no program text. */
export function readModule(file: SourceFile): Module | null {
  const program = parseModule(file.text);
  if (program === null) return null;
  const draft = { bindings: new Map<string, Binding>(), exports: new Map<string, Export>(), passedOn: [] as string[] };
  for (const statement of nodesOf(program.body)) readStatement(statement, draft);
  return { path: file.path, file, program, ...draft, assigned: assignedNames(program) };
}

interface Draft {
  readonly bindings: Map<string, Binding>;
  readonly exports: Map<string, Export>;
  readonly passedOn: string[];
}

function readStatement(statement: SyntaxNode, draft: Draft): void {
  switch (statement.type) {
    case 'ImportDeclaration':
      readImport(statement, draft);
      return;
    case 'ExportAllDeclaration': {
      const source = nameOf(statement.source);
      if (source !== null) draft.passedOn.push(source);
      return;
    }
    case 'ExportDefaultDeclaration':
      readDefault(statement, draft);
      return;
    case 'ExportNamedDeclaration':
      readNamedExport(statement, draft);
      return;
    default:
      declare(statement, draft);
  }
}

function readImport(statement: SyntaxNode, draft: Draft): void {
  const source = nameOf(statement.source) ?? '';
  for (const each of nodesOf(statement.specifiers)) {
    const local = nameOf(each.local);
    const name =
      each.type === 'ImportDefaultSpecifier'
        ? 'default'
        : each.type === 'ImportNamespaceSpecifier'
          ? '*'
          : nameOf(each.imported);
    if (local !== null && name !== null) draft.bindings.set(local, { kind: 'import', source, name });
  }
}

function readDefault(statement: SyntaxNode, draft: Draft): void {
  const node = asNode(statement.declaration);
  if (node === null) return;
  const inner = bare(node);
  const [declared] = declare(inner, draft);
  const name = declared ?? (inner.type === 'Identifier' ? nameOf(inner) : null);
  draft.exports.set('default', name === null ? { kind: 'value', node: inner } : { kind: 'local', name });
}

function readNamedExport(statement: SyntaxNode, draft: Draft): void {
  const declaration = asNode(statement.declaration);
  if (declaration !== null) {
    for (const name of declare(declaration, draft)) draft.exports.set(name, { kind: 'local', name });
    return;
  }
  const source = nameOf(statement.source);
  for (const each of nodesOf(statement.specifiers)) {
    const exported = nameOf(each.exported);
    const local = each.type === 'ExportNamespaceSpecifier' ? '*' : nameOf(each.local);
    if (exported === null || local === null) continue;
    draft.exports.set(
      exported,
      source === null ? { kind: 'local', name: local } : { kind: 'from', source, name: local },
    );
  }
}

/** Adds what a declaration declares; returns its names. */
function declare(node: SyntaxNode, { bindings }: Draft): string[] {
  if (node.type === 'FunctionDeclaration') {
    const name = nameOf(node.id);
    if (name !== null) bindings.set(name, { kind: 'declared', node, member: null });
    return name === null ? [] : [name];
  }
  if (node.type !== 'VariableDeclaration') return [];
  return nodesOf(node.declarations).flatMap((each) => {
    const init = asNode(each.init);
    const target = asNode(each.id);
    if (init === null || target === null) return [];
    const name = target.type === 'Identifier' ? nameOf(target) : null;
    if (name !== null) bindings.set(name, { kind: 'declared', node: init, member: null });
    const parts = target.type === 'ObjectPattern' ? patternNames(target) : [];
    for (const part of parts) bindings.set(part, { kind: 'declared', node: init, member: target });
    return name === null ? parts : [name];
  });
}

/** Names that an object pattern binds at its first level. */
function patternNames(pattern: SyntaxNode): string[] {
  return nodesOf(pattern.properties).flatMap((each) => {
    const value = asNode(each.value) ?? asNode(each.argument);
    return nameOf(value?.type === 'AssignmentPattern' ? value.left : value) ?? [];
  });
}

function assignedNames(program: SyntaxNode): Set<string> {
  const names = new Set<string>();
  walkTree(program, (node) => {
    if (node.type === 'AssignmentExpression') addRoot(node.left, names);
    if (node.type === 'UpdateExpression' || (node.type === 'UnaryExpression' && node.operator === 'delete'))
      addRoot(node.argument, names);
    if (node.type === 'CallExpression') addMutated(node, names);
    return undefined;
  });
  return names;
}

/** `Object.assign(x, …)`, `x.push(…)`: the first changes `x` as an assignment does. */
function addMutated(call: SyntaxNode, names: Set<string>): void {
  const callee = asNode(call.callee);
  if (callee?.type !== 'MemberExpression') return;
  const method = nameOf(callee.property) ?? '';
  const owner = nameOf(callee.object);
  if (owner === 'Object' && /^(?:assign|defineProperty|defineProperties)$/.test(method))
    addRoot(nodesOf(call.arguments)[0], names);
  else if (/^(?:push|unshift|splice|pop|shift|set|fill)$/.test(method)) addRoot(callee.object, names);
}

function addRoot(target: unknown, names: Set<string>): void {
  let node = asNode(target);
  for (let depth = 0; node?.type === 'MemberExpression' && depth < 30; depth += 1) node = asNode(node.object);
  const name = node?.type === 'Identifier' ? nameOf(node) : null;
  if (name !== null) names.add(name);
}

const endings = ['', '.ts', '.tsx', '.js', '.jsx', '.mts', '.mjs', '.cjs', '/index.ts', '/index.tsx', '/index.js'];

/** The module that a relative import, or one by the usual aliases `@/` and `~/`, means; null when it is not here. */
export function resolveModule(modules: ReadonlyMap<string, Module>, from: string, source: string): Module | null {
  for (const base of basesOf(from, source)) {
    for (const stem of [base, base.replace(/\.[cm]?jsx?$/, '')]) {
      for (const ending of endings) {
        const found = modules.get(`${stem}${ending}`);
        if (found !== undefined) return found;
      }
    }
  }
  return null;
}

function basesOf(from: string, source: string): string[] {
  if (source.startsWith('.')) {
    const path = posix.normalize(posix.join(posix.dirname(from), source));
    return from.includes('/') ? [path] : [path, posix.basename(source)]; // files that came one by one have no folders
  }
  const alias = /^(?:@|~|#|src|@src)\/(.{1,500})$/.exec(source)?.[1];
  if (alias === undefined) return [];
  const inner = from.lastIndexOf('src/');
  const root = inner < 0 ? '' : from.slice(0, inner);
  return [`${root}src/${alias}`, `${root}${alias}`, `src/${alias}`, alias];
}
