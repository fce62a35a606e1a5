'use strict';
// Every primitive the sensor uses, captured before the application runs, so that a patched
// prototype can neither see nor change what is recorded. Methods take their receiver first.

const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, setPrototypeOf } = Reflect;
const { bind, call } = Function.prototype;
const uncurry = apply(bind, bind, [call]);

const hasOwn = uncurry(Object.prototype.hasOwnProperty);
const mapSize = uncurry(getOwnPropertyDescriptor(Map.prototype, 'size').get);

/** Adds to an array without asking `Array.prototype`, where a setter on an index could listen. */
function append(list, value) {
  defineProperty(list, list.length, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

/** The value of an own data property; never runs a getter or a proxy trap. */
function ownValue(object, key) {
  if ((typeof object !== 'object' && typeof object !== 'function') || object === null || isProxy(object))
    return undefined;
  const found = getOwnPropertyDescriptor(object, key);
  return found !== undefined && hasOwn(found, 'value') ? found.value : undefined;
}

const { isProxy } = require('node:util').types;

module.exports = {
  append,
  ownValue,
  isProxy,
  isArray: Array.isArray,
  hasOwn,
  apply,
  construct,
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  setPrototypeOf,
  uncurry,
  Map,
  WeakMap,
  Error,
  EvalError,
  Proxy,
  weakHas: uncurry(WeakSet.prototype.has),
  weakAdd: uncurry(WeakSet.prototype.add),
  WeakSet,
  mapGet: uncurry(Map.prototype.get),
  mapSet: uncurry(Map.prototype.set),
  mapHas: uncurry(Map.prototype.has),
  mapClear: uncurry(Map.prototype.clear),
  mapForEach: uncurry(Map.prototype.forEach),
  mapSize,
  slice: uncurry(String.prototype.slice),
  startsWith: uncurry(String.prototype.startsWith),
  endsWith: uncurry(String.prototype.endsWith),
  indexOf: uncurry(String.prototype.indexOf),
  lastIndexOf: uncurry(String.prototype.lastIndexOf),
  codeAt: uncurry(String.prototype.charCodeAt),
  lower: uncurry(String.prototype.toLowerCase),
  trim: uncurry(String.prototype.trim),
  exec: uncurry(RegExp.prototype.exec),
  imul: Math.imul,
  now: Date.now,
  Date,
  isoTime: uncurry(Date.prototype.toISOString),
  quote: JSON.stringify,
  parseJson: JSON.parse,
  decode: decodeURIComponent,
  microtask: queueMicrotask,
};
