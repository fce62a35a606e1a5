'use strict';
// Installs hooks and watches over them. A hook is a Proxy: name, length, identity and `instanceof`
// stay, and nothing leads from it to the original.

const {
  Proxy,
  append,
  defineProperty,
  getOwnPropertyDescriptor,
  hasOwn,
  getPrototypeOf,
} = require('./primordials.cjs');
const { state } = require('./state.cjs');

const installed = [];

/** Keeps the place to look at again in each heartbeat. `read` returns what stands there now. */
function watch(name, read, expected) {
  append(installed, { __proto__: null, name, read, expected });
}

/** `f.prototype.constructor` of an ordinary function leads back to it. */
function hideOriginal(original, proxy) {
  const prototype = getOwnPropertyDescriptor(original, 'prototype')?.value;
  if (typeof prototype !== 'object' || prototype === null) return;
  const found = getOwnPropertyDescriptor(prototype, 'constructor');
  if (found?.value === original) defineProperty(prototype, 'constructor', { ...found, __proto__: null, value: proxy });
}

/** Replaces the value of a data property by a Proxy of it; all attributes stay. */
function hookProperty(name, owner, key, handler) {
  const found = getOwnPropertyDescriptor(owner, key);
  if (found === undefined || !hasOwn(found, 'value') || typeof found.value !== 'function') return null;
  const proxy = new Proxy(found.value, handler);
  hideOriginal(found.value, proxy);
  defineProperty(owner, key, { __proto__: null, ...found, value: proxy });
  watch(name, () => getOwnPropertyDescriptor(owner, key)?.value, proxy);
  return proxy;
}

/** Watches the prototype of an object that a hook stands in. */
function watchPrototype(name, object, expected) {
  watch(name, () => getPrototypeOf(object), expected);
}

/** Looks whether every hook still stands; returns the names of those that do not. */
function findTampered() {
  const names = [];
  for (let i = 0; i < installed.length; i += 1) {
    const { name, read, expected } = installed[i];
    if (read() === expected) continue;
    if (state.tampered[name] !== true) append(names, name);
    state.tampered[name] = true;
  }
  return names;
}

/** Called by a hook in its self-test: the canary arrived with the expected target. */
function sight(name, isExpected) {
  if (state.canary === name) state.hooks[name] = isExpected;
}

module.exports = { findTampered, hookProperty, sight, watch, watchPrototype };
