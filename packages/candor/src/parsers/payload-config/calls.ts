import type { Machine } from './machine.js';
import { memberOf } from './members.js';
import { asNode, keyOf, lineOf, nameOf, nodesOf, type SyntaxNode } from './syntax.js';
import {
  isAboutRights,
  type Lazy,
  literal,
  notUnderstood,
  type Place,
  type Scope,
  truthOf,
  type Value,
} from './values.js';

/** A call that is not `buildConfig`'s own. */
export function evaluateCall(machine: Machine, node: SyntaxNode, scope: Scope): Value {
  const place = { module: scope.module, line: lineOf(node) };
  const callee = asNode(node.callee);
  if (callee === null) return notUnderstood('a call', place);
  const args = () => argumentsOf(machine, node, scope);
  if (callee.type === 'MemberExpression' || callee.type === 'OptionalMemberExpression') {
    return callMethod(machine, node, callee, scope, args);
  }
  const target = machine.evaluate(callee, scope);
  if (target.kind === 'builtin') return callBuiltin(target.name, args()[0], place);
  if (target.kind === 'function') return machine.call(target, args(), place);
  if (target.kind === 'never') return target;
  return notUnderstood(`what ${nameOf(callee) ?? 'a call'} makes`, place);
}

function argumentsOf(machine: Machine, node: SyntaxNode, scope: Scope): Value[] {
  return nodesOf(node.arguments).map((each) =>
    each.type === 'SpreadElement'
      ? notUnderstood('spread arguments', { module: scope.module, line: lineOf(each) })
      : machine.evaluate(each, scope),
  );
}

/** The content of a file that a variable names, or that lies outside of the source: given from outside, as a variable is. */
function textOfFile(path: Value | undefined, place: Place): Value {
  if (path?.kind === 'env') return { ...path, place };
  if (path?.kind === 'known' && typeof path.value === 'string' && path.value.startsWith('/'))
    return { kind: 'env', name: path.value, fallback: undefined, place };
  return notUnderstood('what readFileSync makes', place);
}

function callBuiltin(name: string, value: Value | undefined, place: Place): Value {
  if (name === 'readFileSync') return textOfFile(value, place);
  if (name !== 'Boolean') return notUnderstood(`what ${name} makes`, place);
  if (value === undefined) return literal(false, place);
  if (value.kind === 'never') return value;
  const truth = truthOf(value);
  if (truth === 'self') return { kind: 'self', place };
  return truth === 'unknown' ? notUnderstood('whether something is set', place) : literal(truth, place);
}

function callMethod(
  machine: Machine,
  node: SyntaxNode,
  callee: SyntaxNode,
  scope: Scope,
  args: () => readonly Value[],
): Value {
  const place = { module: scope.module, line: lineOf(node) };
  const object = asNode(callee.object);
  const method = keyOf(callee);
  if (object === null || method === null) return notUnderstood('a call of a computed member', place);
  const owner = machine.evaluate(object, scope);
  if (owner.kind === 'known' && (owner.value === undefined || owner.value === null)) {
    return callee.type === 'OptionalMemberExpression' ? literal(undefined, place) : { kind: 'never', place };
  }
  if (owner.kind === 'env' && /^(?:trim|trimEnd|toString)$/.test(method)) return { ...owner, place };
  if (owner.kind === 'builtin') return callStatic(owner.name, method, args(), place);
  if (owner.kind === 'attribute') return askAttribute(owner.name, method, args(), place);
  if (owner.kind === 'list') return callListMethod(machine, owner, method, args(), place);
  if (owner.kind === 'known' && typeof owner.value === 'string') return callText(owner.value, method, args(), place);
  const target = memberOf(machine, owner, method, place);
  return target.kind === 'function'
    ? machine.call(target, args(), place)
    : target.kind === 'unknown' || target.kind === 'never'
      ? target
      : notUnderstood(`what ${method}() makes`, place);
}

function callStatic(owner: string, method: string, args: readonly Value[], place: Place): Value {
  const first = args[0];
  if (owner === 'fs' && method === 'readFileSync') return textOfFile(first, place);
  if (owner === 'Promise' && method === 'resolve') return first ?? literal(undefined, place);
  if (owner === 'Object' && /^(?:freeze|seal)$/.test(method) && first !== undefined) return first;
  if (owner === 'Array' && method === 'isArray') {
    if (first?.kind === 'list') return literal(true, place);
    return first?.kind === 'known' || first?.kind === 'object'
      ? literal(false, place)
      : notUnderstood('whether it is a list', place);
  }
  return notUnderstood(`what ${owner}.${method} makes`, place);
}

/** The roles of a user without rights contain none. */
function askAttribute(name: string, method: string, args: readonly Value[], place: Place): Value {
  const literals = args.some(
    (each) => each.kind === 'known' && typeof each.value === 'string' && isAboutRights(each.value),
  );
  if (!isAboutRights(name) && !literals) return notUnderstood(`what ${name}.${method}() answers`, place);
  if (/^(?:includes|some|has)$/.test(method)) return literal(false, place);
  if (method === 'find') return literal(undefined, place);
  if (method === 'indexOf' || method === 'findIndex') return literal(-1, place);
  return /^(?:filter|map|flatMap)$/.test(method)
    ? { kind: 'list', items: [], open: null, place }
    : notUnderstood(`what ${name}.${method}() answers`, place);
}

function callListMethod(
  machine: Machine,
  list: Extract<Value, { kind: 'list' }>,
  method: string,
  args: readonly Value[],
  place: Place,
): Value {
  const [first] = args;
  const items = list.items;
  const apply = (item: Lazy) =>
    first === undefined ? literal(undefined, place) : machine.call(first, [item()], place);
  switch (method) {
    case 'some':
    case 'every':
      return quantify(method, items.map(apply), list.open, place);
    case 'includes':
      return quantify(
        'some',
        items.map((item) => isEqual(item(), first, place)),
        list.open,
        place,
      );
    case 'map':
      return { ...list, items: items.map((item) => () => apply(item)), place };
    case 'filter':
      return filterList(list, first, apply, place);
    case 'concat':
      return joinLists(list, args, place);
    default:
      return notUnderstood(`what ${method}() of a list makes`, place);
  }
}

function isEqual(a: Value, b: Value | undefined, place: Place): Value {
  if (a.kind === 'known' && b?.kind === 'known') return literal(a.value === b.value, place);
  if (a.kind === 'known' && b?.kind === 'attribute' && isAboutRights(`${b.name} ${a.value}`))
    return literal(false, place);
  return notUnderstood('a comparison', place);
}

function quantify(method: 'some' | 'every', answers: readonly Value[], open: string | null, place: Place): Value {
  const truths = answers.map(truthOf);
  const decisive = method === 'some';
  if (truths.includes(decisive)) return literal(decisive, place);
  const unclear = open !== null || truths.some((truth) => truth !== !decisive);
  return unclear ? notUnderstood(`what ${method}() answers`, place) : literal(!decisive, place);
}

/** What may be kept is kept, and the list then counts as open. */
function filterList(
  list: Extract<Value, { kind: 'list' }>,
  first: Value | undefined,
  apply: (item: Lazy) => Value,
  place: Place,
): Value {
  const truth = (item: Lazy) => truthOf(first?.kind === 'builtin' ? item() : apply(item));
  const unclear = list.items.some((item) => typeof truth(item) !== 'boolean');
  const open = list.open ?? (unclear ? 'a filter' : null);
  return { kind: 'list', items: list.items.filter((item) => truth(item) !== false), open, place };
}

function joinLists(list: Extract<Value, { kind: 'list' }>, args: readonly Value[], place: Place): Value {
  const others = args.map((each) => (each.kind === 'list' ? each : null));
  const open = list.open ?? (others.some((each) => each === null || each.open !== null) ? 'a list' : null);
  return { kind: 'list', items: [...list.items, ...others.flatMap((each) => each?.items ?? [])], open, place };
}

function callText(text: string, method: string, args: readonly Value[], place: Place): Value {
  const [first] = args;
  const given = first?.kind === 'known' && typeof first.value === 'string' ? first.value : null;
  if (method === 'toLowerCase') return literal(text.toLowerCase(), place);
  if (method === 'toUpperCase') return literal(text.toUpperCase(), place);
  if (method === 'trim') return literal(text.trim(), place);
  if (given !== null && method === 'includes') return literal(text.includes(given), place);
  if (given !== null && method === 'startsWith') return literal(text.startsWith(given), place);
  if (given !== null && method === 'endsWith') return literal(text.endsWith(given), place);
  return notUnderstood(`what ${method}() of a text makes`, place);
}
