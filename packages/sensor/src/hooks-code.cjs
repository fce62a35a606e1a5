'use strict';
// Code generation. At start and from known sites the trap of the Proxy is absent when it is asked for,
// so the original is called directly and stacks and eval origins stay as they were. Only code that a
// request generates at an unknown site passes through a function of the sensor, under the name
// `candorSuspect…`, by which its frames are recognised for ever after.

const { EvalError, Proxy, apply, construct, defineProperty, getPrototypeOf, getOwnPropertyDescriptor, setPrototypeOf } =
  require('./primordials.cjs');
const { codeOf, event, judgeCode, locateCode, needsText } = require('./judge.cjs');
const { sight, watch, watchPrototype } = require('./hook.cjs');
const { needRoom } = require('./room.cjs');
const { state } = require('./state.cjs');
const { markSuspectLine, where } = require('./stack.cjs');
const { evalMigration, policy } = require('./migrations.cjs');

const { counters } = state;
const MESSAGE = 'Code generation from strings disallowed for this context';

/** Methods, because a minifier keeps their names. */
const suspect = {
  __proto__: null,
  candorSuspectApply(target, self, args) {
    return apply(target, self, args);
  },
  candorSuspectConstruct(target, args, newTarget) {
    return construct(target, args, newTarget);
  },
};

/** Records generated code; `code` null where only the site is known. Returns false when it was not judged. */
function observeCode(api, code, cut) {
  counters.seen += 1;
  state.accounted = false;
  event.blocked = false;
  event.severity = 'informational';
  state.depth = 1;
  try {
    needRoom();
    judgeCode(api, code, cut);
    return true;
  } catch {
    // No call here: at the end of the stack it would throw again.
    if (!state.accounted) counters.dropped += 1;
    return false;
  } finally {
    state.depth = 0;
  }
}

function isTextNeeded(api, cut) {
  state.depth = 1;
  try {
    needRoom();
    return needsText(api, cut);
  } catch {
    return true;
  } finally {
    state.depth = 0;
  }
}

/** Judges with the text in hand; true when the result is to be marked as suspect. */
function checkCode(api, args, cut) {
  const isJudged = observeCode(api, codeOf(args), cut);
  if (event.blocked) throw new EvalError(MESSAGE);
  return !isJudged || event.severity !== 'informational';
}

/** The handler of one constructor. Its traps exist only while they are needed. */
function codeHandler(api) {
  function checkedApply(target, self, args) {
    return checkCode(api, args, checkedApply)
      ? suspect.candorSuspectApply(target, self, args)
      : apply(target, self, args);
  }
  function checkedConstruct(target, args, newTarget) {
    return checkCode(api, args, checkedConstruct)
      ? suspect.candorSuspectConstruct(target, args, newTarget)
      : construct(target, args, newTarget);
  }
  function choose(trap, cut) {
    if (state.depth !== 0) return undefined;
    if (state.canary === api) {
      sight(api, true);
      return undefined;
    }
    if (isTextNeeded(api, cut)) return trap;
    observeCode(api, null, cut);
    return undefined;
  }
  const handler = { __proto__: null };
  defineProperty(handler, 'apply', {
    __proto__: null,
    get: function onApply() {
      return choose(checkedApply, onApply);
    },
  });
  defineProperty(handler, 'construct', {
    __proto__: null,
    get: function onConstruct() {
      return choose(checkedConstruct, onConstruct);
    },
  });
  return handler;
}

function hookConstructor(name, constructor) {
  const { prototype } = constructor;
  const proxy = new Proxy(constructor, codeHandler(name));
  const found = getOwnPropertyDescriptor(prototype, 'constructor');
  defineProperty(prototype, 'constructor', { ...found, __proto__: null, value: proxy });
  watch(name, () => getOwnPropertyDescriptor(prototype, 'constructor')?.value, proxy);
  return proxy;
}

/** The four function constructors; the three others inherit from the first, so their parent is replaced too. */
function hookFunctions() {
  const originals = [async () => {}, function* () {}, async function* () {}];
  const names = ['AsyncFunction', 'GeneratorFunction', 'AsyncGeneratorFunction'];
  const proxy = hookConstructor('Function', Function);
  for (let i = 0; i < originals.length; i += 1) {
    const { constructor } = getPrototypeOf(originals[i]);
    hookConstructor(names[i], constructor);
    setPrototypeOf(constructor, proxy);
    watchPrototype(`${names[i]}.parent`, constructor, proxy);
  }
  const found = getOwnPropertyDescriptor(globalThis, 'Function');
  defineProperty(globalThis, 'Function', { ...found, __proto__: null, value: proxy });
  watch('globalThis.Function', () => getOwnPropertyDescriptor(globalThis, 'Function')?.value, proxy);
}

const realEval = globalThis.eval;
const migrationEval = new Proxy(realEval, { __proto__: null, apply: checkedEval });

function checkedEval(target, self, args) {
  event.severity = 'informational';
  if (evalMigration(args[0], checkedEval)) throw new EvalError(MESSAGE);
  return event.severity === 'informational'
    ? apply(target, self, args)
    : suspect.candorSuspectApply(target, self, args);
}

function isMigrationSite(cut) {
  if (policy.allow === null) return false;
  state.depth = 1;
  try {
    needRoom();
    return evalMigration.isSite(locateCode(cut));
  } catch {
    return false;
  } finally {
    state.depth = 0;
  }
}

/** Direct `eval` must stay the real one, so its use is seen where the name is read; its text is not. */
function onEval() {
  if (state.depth !== 0) return realEval;
  if (state.canary === 'eval') {
    sight('eval', true);
    return realEval;
  }
  if (isMigrationSite(onEval)) return migrationEval;
  observeCode('eval', null, onEval);
  if (event.blocked) throw new EvalError(MESSAGE);
  if (event.severity === 'high' || event.severity === 'critical') markSuspectLine(where.file, where.line);
  return realEval;
}

function hookEval() {
  const { enumerable, configurable } = getOwnPropertyDescriptor(globalThis, 'eval');
  const replace = (value) =>
    defineProperty(globalThis, 'eval', { __proto__: null, value, writable: true, enumerable, configurable });
  defineProperty(globalThis, 'eval', { __proto__: null, get: onEval, set: replace, enumerable, configurable });
  watch('eval', () => getOwnPropertyDescriptor(globalThis, 'eval')?.get, onEval);
}

/** The proxy that stands for `eval` at the sites of Payload's migrations; for the self-test. */
const tryMigration = (text) => migrationEval(text);

module.exports = { hookEval, hookFunctions, observeCode, tryMigration };
