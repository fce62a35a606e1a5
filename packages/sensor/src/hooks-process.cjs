'use strict';
// Workers keep the sensor whatever their options say; addons are reported.

const { Error, append, apply, construct, indexOf, isArray, ownValue } = require('./primordials.cjs');
const workerThreads = require('node:worker_threads');
const { passSettings } = require('./config.cjs');
const { copyLaunch } = require('./copy.cjs');
const { event, judgeStart } = require('./judge.cjs');
const { hookProperty, sight } = require('./hook.cjs');
const { preloadPath } = require('./own-file.cjs');
const { needRoom } = require('./room.cjs');
const { state } = require('./state.cjs');

const { counters } = state;
const { URL } = globalThis;

function refused(name, code) {
  const error = new Error(`${name} refused: origin not allowed in a request`);
  error.code = code;
  return error;
}

/** Judges one start; true when it is refused. `code` is the text a worker evaluates, else undefined. */
function isRefused(kind, name, file, cut, code) {
  counters.seen += 1;
  state.accounted = false;
  state.depth = 1;
  try {
    needRoom();
    copyLaunch(file, null);
    judgeStart(kind, name, cut, code);
    return event.blocked;
  } catch {
    // No call here: at the end of the stack it would throw again.
    if (!state.accounted) counters.dropped += 1;
    return false;
  } finally {
    state.depth = 0;
  }
}

/** Does an environment of a worker's own still load the sensor? */
function loadsSensor(env) {
  const options = ownValue(env, 'NODE_OPTIONS');
  return typeof options === 'string' && indexOf(options, preloadPath) >= 0;
}

/** The flags a worker gets: the sensor first, unless it is inherited anyway. */
function flagsFor(flags, options) {
  const isOwnEnv = typeof options.env === 'object' && options.env !== null && !loadsSensor(options.env);
  const isInherited = state.loadedBy === 'preload' && !isOwnEnv;
  if (!isArray(flags))
    return flags !== undefined && flags !== null ? flags : isInherited ? flags : ['--require', preloadPath];
  const list = [];
  append(list, '--require');
  append(list, preloadPath);
  for (let i = 0; i < flags.length; i += 1) append(list, flags[i]);
  return list;
}

/** Options that inherit everything from the given ones; `execArgv` is read when Node asks, once more each time. */
function withSensor(options) {
  const base = options === undefined ? { __proto__: null } : options;
  return {
    __proto__: base,
    get execArgv() {
      return flagsFor(base.execArgv, base);
    },
  };
}

function workerFile(file, options) {
  if (typeof file === 'string') return ownValue(options, 'eval') === true ? '[eval]' : file;
  return file instanceof URL ? `${file}` : '[object]';
}

const workerHandler = {
  __proto__: null,
  construct(target, args, newTarget) {
    if (state.canary === 'Worker') {
      sight('Worker', true);
      throw refused('canary', 'ERR_CANARY');
    }
    const options = args[1];
    const file = workerFile(args[0], options);
    const code = file === '[eval]' ? args[0] : undefined;
    if (isRefused('worker', 'Worker', file, workerHandler.construct, code)) throw refused('Worker', 'EACCES');
    const isObject = options === undefined || (typeof options === 'object' && options !== null);
    passSettings();
    if (preloadPath === '' || !isObject) return construct(target, args, newTarget);
    return construct(target, [args[0], withSensor(options)], newTarget);
  },
};

function hookWorker() {
  hookProperty('Worker', workerThreads, 'Worker', workerHandler);
}

/** A worker does not show the flags that the sensor added for it. */
function cleanWorkerFlags() {
  const flags = process.execArgv;
  if (workerThreads.isMainThread || preloadPath === '' || flags[0] !== '--require' || flags[1] !== preloadPath) return;
  process.execArgv = flags.slice(2);
}

const dlopenHandler = {
  __proto__: null,
  apply(target, self, args) {
    if (state.depth !== 0) return apply(target, self, args);
    if (state.canary === 'dlopen') {
      sight('dlopen', args[1] === 'candor-canary');
      return undefined;
    }
    if (isRefused('dlopen', 'dlopen', args[1], dlopenHandler.apply)) throw refused('dlopen', 'ERR_DLOPEN_FAILED');
    return apply(target, self, args);
  },
};

function hookDlopen() {
  hookProperty('dlopen', process, 'dlopen', dlopenHandler);
}

module.exports = { cleanWorkerFlags, hookDlopen, hookWorker };
