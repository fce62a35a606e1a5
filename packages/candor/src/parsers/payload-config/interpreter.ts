import { evaluateCall } from './calls.js';
import { innerScope, lazily, lookUp, type Machine } from './machine.js';
import { memberOf } from './members.js';
import { type Module, resolveModule } from './modules.js';
import { combine, compare } from './operators.js';
import { bindPattern, runBody } from './statements.js';
import { asNode, bare, keyOf, lineOf, nameOf, nodesOf, type SyntaxNode } from './syntax.js';
import {
  type Lazy,
  limitToSelf,
  literal,
  mergeValues,
  notUnderstood,
  type Person,
  type Place,
  type Scope,
  truthOf,
  type Value,
} from './values.js';

/** Most steps for one source, and the deepest nesting of calls and expressions: the source is written by others. */
const stepLimit = 300_000;
const depthLimit = 120;
const builtins = new Set(['Boolean', 'Promise', 'Object', 'Array', 'String', 'Number', 'JSON', 'Math', 'Date']);

/** Reads what expressions of an app's modules must be, for one person, without running anything. */
export class Interpreter implements Machine {
  readonly person: Person;
  readonly #modules: ReadonlyMap<string, Module>;
  readonly #scopes = new Map<Module, Scope>();
  #steps = 0;
  #depth = 0;

  constructor(modules: ReadonlyMap<string, Module>, person: Person) {
    this.#modules = modules;
    this.person = person;
  }

  spend(): boolean {
    this.#steps += 1;
    return this.#steps < stepLimit;
  }

  /** Names of a module's own level. */
  scopeOf(module: Module): Scope {
    const known = this.#scopes.get(module);
    if (known !== undefined) return known;
    const scope: Scope = { names: new Map(), parent: null, module };
    this.#scopes.set(module, scope);
    for (const [name, binding] of module.bindings) {
      const place = { module, line: binding.kind === 'declared' ? lineOf(binding.node) : 1 };
      const work = (): Value => {
        if (module.assigned.has(name)) return notUnderstood(`${name} is changed after its declaration`, place);
        if (binding.kind === 'import') return this.#imported(module, binding.source, binding.name, place, 0);
        if (binding.member === null) return this.evaluate(binding.node, scope);
        const inner = innerScope(scope);
        bindPattern(this, binding.member, () => this.evaluate(binding.node, scope), inner);
        return inner.names.get(name)?.() ?? notUnderstood(name, place);
      };
      scope.names.set(name, lazily(work, place));
    }
    return scope;
  }

  #imported(from: Module, source: string, name: string, place: Place, hops: number): Value {
    if (/^(?:node:)?fs$/.test(source))
      return { kind: 'builtin', name: /^(?:\*|default)$/.test(name) ? 'fs' : name, place };
    const module = resolveModule(this.#modules, from.path, source);
    if (module === null || hops > 20) return notUnderstood(`${name} of ${source}, which is not in the source`, place);
    if (name === '*') return this.#namespace(module, place);
    return this.exported(module, name, place, hops) ?? notUnderstood(`${module.path} exports no ${name}`, place);
  }

  #namespace(module: Module, place: Place): Value {
    const names = [...module.exports.keys()];
    const members = names.map((each): [string, Lazy] => [
      each,
      () => this.exported(module, each, place, 0) ?? notUnderstood(each, place),
    ]);
    return { kind: 'object', members: new Map(members), open: module.passedOn.length > 0 ? 'export *' : null, place };
  }

  /** What a module exports under a name; null when it does not. */
  exported(module: Module, name: string, place: Place, hops: number): Value | null {
    const found = module.exports.get(name);
    if (found?.kind === 'local') return lookUp(this.scopeOf(module), found.name);
    if (found?.kind === 'value') return this.evaluate(found.node, this.scopeOf(module));
    if (found?.kind === 'from') return this.#imported(module, found.source, found.name, place, hops + 1);
    for (const source of hops > 20 ? [] : module.passedOn) {
      const inner = resolveModule(this.#modules, module.path, source);
      const value = inner === null ? null : this.exported(inner, name, place, hops + 1);
      if (value !== null) return value;
    }
    return null;
  }

  call(target: Value, args: readonly Value[], place: Place): Value {
    if (target.kind === 'builtin' && target.name === 'Boolean' && args[0] !== undefined) return args[0];
    if (target.kind !== 'function') return notUnderstood('a call', place);
    const body = asNode(target.node.body);
    if (body === null || target.node.generator === true) return notUnderstood('a generator', place);
    const scope = innerScope(target.scope);
    for (const [index, parameter] of nodesOf(target.node.params).entries()) {
      const value = args[index] ?? literal(undefined, place);
      const given = parameter.type === 'RestElement' ? notUnderstood('rest arguments', place) : value;
      bindPattern(this, parameter, () => given, scope);
    }
    return this.#nested(place, () =>
      body.type === 'BlockStatement' ? runBody(this, body, scope) : this.evaluate(body, scope),
    );
  }

  evaluate(wrapped: SyntaxNode, scope: Scope): Value {
    const node = bare(wrapped);
    const place = { module: scope.module, line: lineOf(node) };
    return this.#nested(place, () => this.#expression(node, scope, place));
  }

  #nested(place: Place, work: () => Value): Value {
    if (!this.spend() || this.#depth > depthLimit) return notUnderstood('too much code', place);
    this.#depth += 1;
    const value = work();
    this.#depth -= 1;
    return value;
  }

  #expression(node: SyntaxNode, scope: Scope, place: Place): Value {
    switch (node.type) {
      case 'StringLiteral':
      case 'NumericLiteral':
      case 'BooleanLiteral':
        return literal(node.value as string | number | boolean, place); // babel's literal nodes carry exactly this
      case 'NullLiteral':
        return literal(null, place);
      case 'TemplateLiteral':
        return this.#template(node, scope, place);
      case 'Identifier':
        return this.#identifier(nameOf(node) ?? '', scope, place);
      case 'ObjectExpression':
        return this.#object(node, scope, place);
      case 'ArrayExpression':
        return this.#list(node, scope, place);
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
      case 'FunctionDeclaration':
      case 'ObjectMethod':
        return { kind: 'function', node, scope, place };
      case 'MemberExpression':
      case 'OptionalMemberExpression':
        return this.#member(node, scope, place);
      case 'CallExpression':
      case 'OptionalCallExpression':
        return evaluateCall(this, node, scope);
      default:
        return this.#operation(node, scope, place);
    }
  }

  #operation(node: SyntaxNode, scope: Scope, place: Place): Value {
    const [left, right] = [asNode(node.left), asNode(node.right)];
    const operator = String(node.operator);
    if (node.type === 'LogicalExpression' && left !== null && right !== null) {
      return combine(operator, this.evaluate(left, scope), () => this.evaluate(right, scope), place);
    }
    if (node.type === 'BinaryExpression' && left !== null && right !== null) {
      return this.#binary(operator, this.evaluate(left, scope), this.evaluate(right, scope), place);
    }
    if (node.type === 'ConditionalExpression') return this.#conditional(node, scope);
    if (node.type === 'UnaryExpression') return this.#unary(node, scope, place);
    if (node.type === 'SequenceExpression') {
      const last = nodesOf(node.expressions).at(-1);
      return last === undefined ? notUnderstood('a sequence', place) : this.evaluate(last, scope);
    }
    return notUnderstood(`a ${node.type}`, place);
  }

  #binary(operator: string, a: Value, b: Value, place: Place): Value {
    if (/^[!=]==?$/.test(operator)) return compare(operator, a, b, place);
    if (a.kind !== 'known' || b.kind !== 'known') return notUnderstood('a calculation', place);
    const [x, y] = [a.value, b.value];
    if (typeof x === 'string' && typeof y === 'string' && operator === '+') return literal(x + y, place);
    if (typeof x !== 'number' || typeof y !== 'number') return notUnderstood('a calculation', place);
    switch (operator) {
      case '+':
        return literal(x + y, place);
      case '-':
        return literal(x - y, place);
      case '*':
        return literal(x * y, place);
      case '/':
        return literal(x / y, place);
      case '**':
        return literal(x ** y, place);
      case '>':
        return literal(x > y, place);
      case '>=':
        return literal(x >= y, place);
      case '<':
        return literal(x < y, place);
      default:
        return notUnderstood('a calculation', place);
    }
  }

  #conditional(node: SyntaxNode, scope: Scope): Value {
    const [test, then, other] = [asNode(node.test), asNode(node.consequent), asNode(node.alternate)];
    const place = { module: scope.module, line: lineOf(node) };
    if (test === null || then === null || other === null) return notUnderstood('a condition', place);
    const condition = this.evaluate(test, scope);
    if (condition.kind === 'never') return condition;
    const truth = truthOf(condition);
    if (typeof truth === 'boolean') return this.evaluate(truth ? then : other, scope);
    const [a, b] = [this.evaluate(then, scope), this.evaluate(other, scope)];
    return truth === 'self' ? limitToSelf(a, b) : mergeValues(a, b);
  }

  #unary(node: SyntaxNode, scope: Scope, place: Place): Value {
    const argument = asNode(node.argument);
    if (argument === null || node.operator === 'void') return literal(undefined, place);
    const value = this.evaluate(argument, scope);
    if (value.kind === 'never') return value;
    if (node.operator === '-' && value.kind === 'known' && typeof value.value === 'number')
      return literal(-value.value, place);
    const truth = truthOf(value);
    return node.operator === '!' && typeof truth === 'boolean'
      ? literal(!truth, place)
      : notUnderstood(`${node.operator} of something`, place);
  }

  #template(node: SyntaxNode, scope: Scope, place: Place): Value {
    const quasis = nodesOf(node.quasis).map((each) => (each.value as { cooked?: string } | undefined)?.cooked ?? ''); // babel's TemplateElement
    const parts = nodesOf(node.expressions).map((each) => this.evaluate(each, scope));
    if (parts.some((part) => part.kind !== 'known')) return notUnderstood('a text with variables', place);
    const texts = parts.map((part) => (part.kind === 'known' ? String(part.value) : ''));
    return literal(quasis.map((text, index) => text + (texts[index] ?? '')).join(''), place);
  }

  #identifier(name: string, scope: Scope, place: Place): Value {
    if (name === 'undefined') return literal(undefined, place);
    const found = lookUp(scope, name);
    if (found !== null) return found;
    if (name === 'process') return { kind: 'process', place };
    return builtins.has(name) ? { kind: 'builtin', name, place } : notUnderstood(name, place);
  }

  #member(node: SyntaxNode, scope: Scope, place: Place): Value {
    const object = asNode(node.object);
    if (object === null) return notUnderstood('a member', place);
    const owner = this.evaluate(object, scope);
    if (node.type === 'OptionalMemberExpression' && owner.kind === 'known' && (owner.value ?? null) === null) {
      return literal(undefined, place);
    }
    const computed = node.computed === true ? asNode(node.property) : null;
    const key = computed === null ? keyOf(node) : this.evaluate(computed, scope);
    if (typeof key === 'string') return memberOf(this, owner, key, place);
    return key?.kind === 'known'
      ? memberOf(this, owner, String(key.value), place)
      : notUnderstood('a computed member', place);
  }

  #object(node: SyntaxNode, scope: Scope, place: Place): Value {
    const members = new Map<string, Lazy>();
    let open: string | null = null;
    for (const property of nodesOf(node.properties)) {
      const at = { module: scope.module, line: lineOf(property) };
      if (property.type === 'SpreadElement') {
        open = this.#spread(property, scope, members) ?? open;
        continue;
      }
      const key = keyOf(property);
      const value = property.type === 'ObjectMethod' ? property : asNode(property.value);
      if (key === null || value === null || property.kind === 'get') open = 'a computed member';
      else
        members.set(
          key,
          lazily(() => ({ ...this.evaluate(value, scope), place: at }), at),
        );
    }
    return { kind: 'object', members, open, place };
  }

  /** Copies the members of what is spread; returns why others may be there. What stood before may then be another. */
  #spread(property: SyntaxNode, scope: Scope, members: Map<string, Lazy>): string | null {
    const argument = asNode(property.argument);
    const value = argument === null ? null : this.evaluate(argument, scope);
    const place = { module: scope.module, line: lineOf(property) };
    if (value?.kind === 'known' && !value.value) return null;
    const because = value?.kind === 'unknown' ? value.because : 'a spread';
    if (value?.kind === 'object') {
      if (value.open !== null) this.#cloud(members, value.open, place);
      for (const [key, member] of value.members) members.set(key, member);
      return value.open;
    }
    this.#cloud(members, because, place);
    return because;
  }

  #cloud(members: Map<string, Lazy>, because: string, place: Place): void {
    for (const key of members.keys()) members.set(key, () => notUnderstood(because, place));
  }

  #list(node: SyntaxNode, scope: Scope, place: Place): Value {
    const items: Lazy[] = [];
    let open: string | null = null;
    for (const element of nodesOf(node.elements)) {
      const at = { module: scope.module, line: lineOf(element) };
      const argument = element.type === 'SpreadElement' ? asNode(element.argument) : null;
      if (argument === null) {
        items.push(lazily(() => this.evaluate(element, scope), at));
        continue;
      }
      const value = this.evaluate(argument, scope);
      if (value.kind === 'list') items.push(...value.items);
      if (value.kind !== 'list' || value.open !== null) open = value.kind === 'unknown' ? value.because : 'a spread';
    }
    return { kind: 'list', items, open, place };
  }
}
