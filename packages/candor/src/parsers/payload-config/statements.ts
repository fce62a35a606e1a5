import { innerScope, lazily, type Machine } from './machine.js';
import { memberOf } from './members.js';
import { asNode, childrenOf, keyOf, lineOf, nameOf, nodesOf, type SyntaxNode } from './syntax.js';
import { limitToSelf, literal, mergeValues, notUnderstood, type Scope, truthOf, type Value } from './values.js';

/** What a function's body returns; `undefined` when it runs to its end. */
export function runBody(machine: Machine, body: SyntaxNode, scope: Scope): Value {
  const place = { module: scope.module, line: lineOf(body) };
  return runList(machine, nodesOf(body.body), scope) ?? literal(undefined, place);
}

/** Null = the list was run to its end without a return. */
function runList(machine: Machine, statements: readonly SyntaxNode[], scope: Scope): Value | null {
  for (const [index, statement] of statements.entries()) {
    const rest = () => statements.slice(index + 1);
    const place = { module: scope.module, line: lineOf(statement) };
    if (!machine.spend()) return notUnderstood('too much code', place);
    switch (statement.type) {
      case 'ReturnStatement': {
        const argument = asNode(statement.argument);
        return argument === null ? literal(undefined, place) : machine.evaluate(argument, scope);
      }
      case 'ThrowStatement':
        return { kind: 'never', place };
      case 'IfStatement':
        return runIf(machine, statement, rest(), scope);
      case 'BlockStatement':
        return runList(machine, [...nodesOf(statement.body), ...rest()], scope);
      case 'TryStatement':
        return runTry(machine, statement, rest(), scope);
      case 'VariableDeclaration':
        bindVariables(machine, statement, scope);
        break;
      case 'FunctionDeclaration':
        bindName(machine, nameOf(statement.id), statement, scope);
        break;
      case 'ExpressionStatement':
        runExpression(machine, statement, scope);
        break;
      default:
        if (returnsSomewhere(statement)) return notUnderstood(`a ${statement.type}`, place);
    }
  }
  return null;
}

function runIf(machine: Machine, node: SyntaxNode, rest: readonly SyntaxNode[], scope: Scope): Value | null {
  const test = asNode(node.test);
  const then = asNode(node.consequent);
  const other = asNode(node.alternate);
  if (test === null || then === null) return null;
  const truth = truthOf(machine.evaluate(test, scope));
  const place = { module: scope.module, line: lineOf(node) };
  const way = (first: SyntaxNode | null) =>
    runList(machine, first === null ? rest : [first, ...rest], innerScope(scope)) ?? literal(undefined, place);
  if (truth === true) return way(then);
  if (truth === false) return way(other);
  return truth === 'self' ? limitToSelf(way(then), way(other)) : mergeValues(way(then), way(other));
}

function runTry(machine: Machine, node: SyntaxNode, rest: readonly SyntaxNode[], scope: Scope): Value | null {
  const block = asNode(node.block);
  const tried = runList(machine, block === null ? rest : [block, ...rest], innerScope(scope));
  if (tried?.kind !== 'never') return tried;
  const body = asNode(asNode(node.handler)?.body);
  return body === null ? tried : runList(machine, [body, ...rest], innerScope(scope));
}

function returnsSomewhere(statement: SyntaxNode): boolean {
  const stack = [statement];
  for (let seen = 0; seen < 20_000; seen += 1) {
    const node = stack.pop();
    if (node === undefined) return false;
    if (node.type === 'ReturnStatement' || node.type === 'AssignmentExpression') return true;
    if (!/Function/.test(node.type)) stack.push(...childrenOf(node));
  }
  return true;
}

/** `x = …` changes what the name holds from here on; `a.b = …` makes `a` something that is not understood. */
function runExpression(machine: Machine, statement: SyntaxNode, scope: Scope): void {
  const expression = asNode(statement.expression);
  if (expression?.type !== 'AssignmentExpression') return;
  const place = { module: scope.module, line: lineOf(statement) };
  let target = asNode(expression.left);
  const right = asNode(expression.right);
  if (target?.type === 'Identifier' && expression.operator === '=' && right !== null) {
    const value = machine.evaluate(right, scope);
    scope.names.set(nameOf(target) ?? '', () => value);
    return;
  }
  for (let depth = 0; target?.type === 'MemberExpression' && depth < 30; depth += 1) target = asNode(target.object);
  const name = nameOf(target);
  if (name !== null) scope.names.set(name, () => notUnderstood(`${name} is changed`, place));
}

function bindVariables(machine: Machine, statement: SyntaxNode, scope: Scope): void {
  for (const each of nodesOf(statement.declarations)) {
    const target = asNode(each.id);
    const init = asNode(each.init);
    const place = { module: scope.module, line: lineOf(each) };
    const work = () => (init === null ? literal(undefined, place) : machine.evaluate(init, scope));
    if (target !== null) bindPattern(machine, target, lazily(work, place), scope);
  }
}

function bindName(machine: Machine, name: string | null, node: SyntaxNode, scope: Scope): void {
  const place = { module: scope.module, line: lineOf(node) };
  if (name !== null)
    scope.names.set(
      name,
      lazily(() => machine.evaluate(node, scope), place),
    );
}

/** Binds the names of a pattern (`{ req: { user } }`, `x = 1`, `...rest`) to the parts of a value. */
export function bindPattern(machine: Machine, pattern: SyntaxNode, value: () => Value, scope: Scope): void {
  const place = { module: scope.module, line: lineOf(pattern) };
  if (!machine.spend()) return;
  if (pattern.type === 'Identifier') {
    scope.names.set(nameOf(pattern) ?? '', value);
  } else if (pattern.type === 'AssignmentPattern') {
    bindDefault(machine, pattern, value, scope);
  } else if (pattern.type === 'ObjectPattern') {
    for (const property of nodesOf(pattern.properties)) {
      const target = asNode(property.value) ?? asNode(property.argument);
      const key = property.type === 'RestElement' ? null : keyOf(property);
      const part = () =>
        key === null ? notUnderstood('the rest of an object', place) : memberOf(machine, value(), key, place);
      if (target !== null) bindPattern(machine, target, lazily(part, place), scope);
    }
  } else {
    for (const child of childrenOf(pattern))
      bindPattern(machine, child, () => notUnderstood('a part of a list', place), scope);
  }
}

function bindDefault(machine: Machine, pattern: SyntaxNode, value: () => Value, scope: Scope): void {
  const left = asNode(pattern.left);
  const right = asNode(pattern.right);
  if (left === null || right === null) return;
  const place = { module: scope.module, line: lineOf(pattern) };
  const work = () => {
    const given = value();
    return given.kind === 'known' && given.value === undefined ? machine.evaluate(right, scope) : given;
  };
  bindPattern(machine, left, lazily(work, place), scope);
}
