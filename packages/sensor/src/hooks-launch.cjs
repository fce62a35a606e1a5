'use strict';
// Process launches: below the exports, on the prototype of the live handle and on the sync binding.

const {
  Error,
  Proxy,
  append,
  apply,
  construct,
  defineProperty,
  getPrototypeOf,
  isArray,
  isProxy,
  microtask,
  ownValue,
} = require('./primordials.cjs');
const { getSystemErrorName } = require('node:util');
const childProcess = require('node:child_process');
const { copyLaunch, launch } = require('./copy.cjs');
const { event, judgeStart } = require('./judge.cjs');
const { emitAggregates, settle } = require('./events.cjs');
const { flush } = require('./outbox.cjs');
const { hookProperty, sight } = require('./hook.cjs');
const { closeLaunch, openLaunch } = require('./hooks-permission.cjs');
const { needRoom } = require('./room.cjs');
const { state } = require('./state.cjs');

const EACCES = -13;
const CANARY = 'candor-canary';
const { counters } = state;
const isExportName = { __proto__: null, 'child_process.spawnSync': true, execFileSync: true, execSync: true };
let ownerSymbol = null;

const result = { __proto__: null, childPid: 0, exitCode: null, signal: null, error: null, isExit: false };

function setResult(childPid, exitCode, signal, error, isExit) {
  result.childPid = childPid;
  result.exitCode = typeof exitCode === 'number' ? exitCode : null;
  result.signal = typeof signal === 'string' ? signal : null;
  result.error = typeof error === 'number' && error < 0 ? getSystemErrorName(error) : null;
  result.isExit = isExit;
  return result;
}

/** Arguments of a wrapped export, as the native call would get them. */
function copyExportLaunch(name, args) {
  const list = [];
  append(list, name === 'execSync' ? '/bin/sh' : args[0]);
  const given = name === 'execSync' ? ['-c', args[0]] : !isProxy(args[1]) && isArray(args[1]) ? args[1] : [];
  for (let i = 0; i < given.length && i < 64; i += 1) append(list, ownValue(given, i));
  copyLaunch(list[0], list);
}

function copyAnyLaunch(name, args) {
  if (isExportName[name] === true) copyExportLaunch(name, args);
  else copyNativeLaunch(args);
}

/** Both call shapes: one options object, or from 24.19 file and arguments as the first two of eight. */
function copyNativeLaunch(args) {
  const first = args[0];
  if (typeof first === 'object' && first !== null && !isProxy(first))
    copyLaunch(ownValue(first, 'file'), ownValue(first, 'args'));
  else copyLaunch(first, args[1]);
}

/** What the exit callback left on the ChildProcess; read after it, so that no frame of ours is on its stack. */
function reportExit(owner, entry, isFirst, childPid) {
  state.depth += 1;
  try {
    settle(entry, isFirst, setResult(childPid, ownValue(owner, 'exitCode'), ownValue(owner, 'signalCode'), null, true));
  } catch {
    // The exit is not reported; the launch was.
  } finally {
    state.depth -= 1;
  }
}

/** The getter of a trap runs before the callback and returns nothing: the callback is then called directly. */
function watchExit(handle, entry, isFirst, childPid) {
  const onexit = ownValue(handle, 'onexit');
  const owner = ownerSymbol === null ? undefined : ownValue(handle, ownerSymbol);
  if (typeof onexit !== 'function' || owner === undefined || owner === null) return;
  let isSeen = false;
  const handler = {
    __proto__: null,
    get apply() {
      if (!isSeen) microtask(() => reportExit(owner, entry, isFirst, childPid));
      isSeen = true;
      return undefined;
    },
  };
  defineProperty(handle, 'onexit', { __proto__: null, value: new Proxy(onexit, handler) });
}

function settleSpawn(entry, isFirst, handle, code) {
  const childPid = code === 0 ? ownValue(handle, 'pid') || 0 : 0;
  settle(entry, isFirst, setResult(childPid, null, null, code, false));
  if (childPid > 0) watchExit(handle, entry, isFirst, childPid);
}

function settleSync(entry, isFirst, value) {
  settle(
    entry,
    isFirst,
    setResult(
      ownValue(value, 'pid') || 0,
      ownValue(value, 'status'),
      ownValue(value, 'signal'),
      ownValue(value, 'error'),
      false,
    ),
  );
}

function canarySeen(name, args) {
  copyAnyLaunch(name, args);
  const last = launch.argc === 0 ? '' : launch.argv[launch.argc - 1];
  sight(name, last === 'x' || last === `${CANARY} x`);
}

/**
 * The event path of every launch. `name` is the api; `refuse` makes Node's own result of a refused launch;
 * `after` records what the call returned.
 */
function launchHandler(name, refuse, after) {
  const handler = {
    __proto__: null,
    apply(target, self, args) {
      if (state.depth !== 0) return apply(target, self, args);
      if (state.canary === name) {
        canarySeen(name, args);
        return refuse();
      }
      counters.seen += 1;
      state.accounted = false;
      let entry = null;
      let isFirst = false;
      let isBlocked = false;
      state.depth = 1;
      try {
        needRoom();
        copyAnyLaunch(name, args);
        entry = judgeStart('spawn', name, handler.apply);
        isFirst = event.isFirst;
        isBlocked = event.blocked;
      } catch {
        // No call here: at the end of the stack it would throw again.
        if (!state.accounted) counters.dropped += 1;
      } finally {
        state.depth = 0;
      }
      if (isBlocked) return refuse(target, self, args);
      if (entry !== null) openLaunch(entry, isFirst);
      const value = apply(target, self, args);
      if (entry === null) return value;
      closeLaunch();
      state.depth = 1;
      try {
        needRoom();
        after(entry, isFirst, self, value);
      } catch {
        // The result is not reported; the launch was.
      } finally {
        state.depth = 0;
      }
      return value;
    },
  };
  return handler;
}

/** Not executable on any system: the kernel answers EACCES, and Node's own clean-up runs as always. */
const REFUSED_FILE = '/dev/null';

/**
 * The refusal of an async launch: the native call with a file that cannot be executed, so that pipes and
 * errors are Node's own. The caller's options stay as they are.
 */
function refuseAsync(target, self, args) {
  const first = args === undefined ? undefined : args[0];
  if (typeof first === 'string') return apply(target, self, withFirst(args, REFUSED_FILE));
  if (typeof first !== 'object' || first === null || isProxy(first)) return EACCES;
  return apply(target, self, withFirst(args, { __proto__: first, file: REFUSED_FILE }));
}

function withFirst(args, first) {
  const list = [];
  append(list, first);
  for (let i = 1; i < args.length; i += 1) append(list, args[i]);
  return list;
}

const refuseSync = () => ({ error: EACCES, pid: 0, status: null, signal: null, output: null });

function refuseExec() {
  const error = new Error('spawn EACCES');
  error.code = 'EACCES';
  error.errno = EACCES;
  error.syscall = 'spawn';
  throw error;
}

const settleSpawnCall = (entry, isFirst, self, value) => settleSpawn(entry, isFirst, self, value);
const settleSyncCall = (entry, isFirst, _self, value) => settleSync(entry, isFirst, value);

/** Hooks `Process.prototype.spawn`; a live handle leads to the prototype, no binding is needed. */
function hookSpawn() {
  const child = construct(childProcess.ChildProcess, []);
  const handle = child._handle;
  const symbols = Object.getOwnPropertySymbols(handle);
  for (let i = 0; i < symbols.length; i += 1) if (handle[symbols[i]] === child) ownerSymbol = symbols[i];
  hookProperty('spawn', getPrototypeOf(handle), 'spawn', launchHandler('spawn', refuseAsync, settleSpawnCall));
}

function hookSpawnSync(binding) {
  hookProperty('spawnSync', binding, 'spawn', launchHandler('spawnSync', refuseSync, settleSyncCall));
}

/** `execve` replaces the process: all that waits is written before. */
function hookExecve() {
  if (typeof process.execve !== 'function') return;
  const handler = launchHandler('execve', refuseExec, settleSyncCall);
  const inner = handler.apply;
  handler.apply = function execveHook(target, self, args) {
    return inner(new Proxy(target, { __proto__: null, apply: runExec }), self, args);
  };
  hookProperty('execve', process, 'execve', handler);
}

function runExec(target, self, args) {
  emitAggregates();
  flush();
  return apply(target, self, args);
}

/** Degraded mode: without the binding the three sync exports are wrapped, and a call counts once. */
function hookSyncExports() {
  hookProperty(
    'child_process.spawnSync',
    childProcess,
    'spawnSync',
    launchHandler('child_process.spawnSync', refuseSync, settleSyncCall),
  );
  hookProperty('execFileSync', childProcess, 'execFileSync', launchHandler('execFileSync', refuseExec, settleSyncCall));
  hookProperty('execSync', childProcess, 'execSync', launchHandler('execSync', refuseExec, settleSyncCall));
}

module.exports = { CANARY, hookExecve, hookSpawn, hookSpawnSync, hookSyncExports };
