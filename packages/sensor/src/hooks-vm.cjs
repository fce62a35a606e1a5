'use strict';
// Scripts compiled from strings: every vm.Script through its parent class, vm.compileFunction, and
// Module.prototype._compile of names that are not on disk.

const {
  EvalError,
  Proxy,
  apply,
  construct,
  defineProperty,
  getPrototypeOf,
  indexOf,
  ownValue,
  setPrototypeOf,
} = require('./primordials.cjs');
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const vm = require('node:vm');
const { event } = require('./judge.cjs');
const { isKnownFile, markSpoofed, pathOf } = require('./files.cjs');
const { hookProperty, sight, watch, watchPrototype } = require('./hook.cjs');
const { observeCode } = require('./hooks-code.cjs');
const { currentRequest } = require('./request.cjs');
const { needRoom } = require('./room.cjs');
const { isCalledByLoader } = require('./stack.cjs');
const { state } = require('./state.cjs');

const MESSAGE = 'Code generation from strings disallowed for this context';

/** Is this the text of the file it is named after, with or without a wrapper around it? */
function isFileText(name, code) {
  if (!isKnownFile(name)) return false;
  try {
    const text = readFileSync(name, 'utf8');
    const isMost = code.length * 10 >= text.length * 9;
    return text !== '' && (indexOf(code, text) >= 0 || (isMost && indexOf(text, code) >= 0));
  } catch {
    return false;
  }
}

function isGenerated(code, filename) {
  state.depth += 1;
  try {
    needRoom();
    const path = typeof filename === 'string' ? pathOf(filename) : '';
    if (path !== '' && isFileText(path, code)) return false;
    // At start it is a transpiler (jiti, tsx) that compiles other text under the name of its source.
    if (path !== '' && currentRequest() !== undefined && isKnownFile(path)) markSpoofed(path);
    return true;
  } catch {
    // No stack left to look: it counts as generated, and its recording as dropped.
    return true;
  } finally {
    state.depth -= 1;
  }
}

/** Records a compilation that is not that of a file; throws in block mode when it is refused. */
function check(api, code, filename, cut) {
  if (state.depth !== 0 || typeof code !== 'string' || !isGenerated(code, filename)) return;
  observeCode(api, code, cut);
  if (event.blocked) throw new EvalError(MESSAGE);
}

const scriptHandler = {
  __proto__: null,
  construct(target, args, newTarget) {
    if (state.canary === 'vm.Script') sight('vm.Script', args[0] === '0' && args[1] === 'candor-canary');
    else check('vm.Script', args[0], args[1], scriptHandler.construct);
    return construct(target, args, newTarget);
  },
};

const compileHandler = {
  __proto__: null,
  apply(target, self, args) {
    if (state.canary === 'vm.compileFunction') sight('vm.compileFunction', true);
    else check('vm.compileFunction', args[0], ownValue(args[2], 'filename'), compileHandler.apply);
    return apply(target, self, args);
  },
};

function hookVm() {
  const parent = getPrototypeOf(vm.Script);
  const proxy = new Proxy(parent, scriptHandler);
  setPrototypeOf(vm.Script, proxy);
  defineProperty(parent.prototype, 'constructor', { __proto__: null, value: proxy });
  watchPrototype('vm.Script', vm.Script, proxy);
  watch('vm.Script.constructor', () => parent.prototype.constructor, proxy);
  hookProperty('vm.compileFunction', vm, 'compileFunction', compileHandler);
}

function compileChecked(target, self, args) {
  if (typeof args[0] === 'string') check('Module._compile', args[0], args[1], compileChecked);
  return apply(target, self, args);
}

/** Is there anything to look at? Not at start, and not when Node's own loader compiles a file. */
function onCompile() {
  if (state.canary === 'Module._compile') sight('Module._compile', true);
  if (state.depth !== 0 || currentRequest() === undefined) return undefined;
  state.depth = 1;
  try {
    needRoom();
    return isCalledByLoader(onCompile) ? undefined : compileChecked;
  } catch {
    return compileChecked;
  } finally {
    state.depth = 0;
  }
}

/** Like the traps of code generation: absent unless needed, so that no module's stack shows the sensor. */
const moduleHandler = { __proto__: null };
defineProperty(moduleHandler, 'apply', { __proto__: null, get: onCompile });

function hookModule() {
  hookProperty('Module._compile', Module.prototype, '_compile', moduleHandler);
}

module.exports = { hookModule, hookVm };
