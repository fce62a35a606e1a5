import type { Machine } from './machine.js';
import { literal, notUnderstood, type Place, type Value } from './values.js';

/** A member of a value by its name. */
export function memberOf(machine: Machine, value: Value, name: string, place: Place): Value {
  switch (value.kind) {
    case 'known':
      return memberOfKnown(value.value, name, place);
    case 'arguments':
      if (name === 'req') return { kind: 'request', place };
      return /^(?:id|data|doc|siblingData|originalDoc|previousDoc)$/.test(name)
        ? { kind: 'document', place }
        : notUnderstood(`${name} of the arguments`, place);
    case 'request':
      return memberOfRequest(machine, name, place);
    case 'user':
      return { kind: 'attribute', name, place };
    case 'attribute':
      return { kind: 'attribute', name: `${value.name}.${name}`, place };
    case 'document':
      return { kind: 'document', place };
    case 'process':
      return name === 'env' ? { kind: 'environment', place } : notUnderstood(`process.${name}`, place);
    case 'environment':
      return { kind: 'env', name, fallback: undefined, place };
    case 'object':
      return memberOfObject(value, name, place);
    case 'list':
      return memberOfList(value, name, place);
    case 'never':
    case 'unknown':
      return value;
    default:
      return notUnderstood(`${name} of a ${value.kind}`, place);
  }
}

/** Reading a member of `null` or `undefined` throws. */
function memberOfKnown(value: unknown, name: string, place: Place): Value {
  if (value === null || value === undefined) return { kind: 'never', place };
  return typeof value === 'string' && name === 'length'
    ? literal(value.length, place)
    : notUnderstood(`${name} of a literal`, place);
}

function memberOfRequest(machine: Machine, name: string, place: Place): Value {
  if (name === 'user') return machine.person === 'anonymous' ? literal(null, place) : { kind: 'user', place };
  return name === 'payloadAPI' ? literal('REST', place) : notUnderstood(`req.${name}`, place);
}

function memberOfObject(value: Extract<Value, { kind: 'object' }>, name: string, place: Place): Value {
  const member = value.members.get(name);
  if (member !== undefined) return member();
  return value.open === null ? literal(undefined, place) : notUnderstood(value.open, place);
}

function memberOfList(value: Extract<Value, { kind: 'list' }>, name: string, place: Place): Value {
  if (name === 'length' && value.open === null) return literal(value.items.length, place);
  const item = /^\d{1,6}$/.test(name) && value.open === null ? value.items[Number(name)] : undefined;
  return item === undefined ? notUnderstood(`${name} of a list`, place) : item();
}
