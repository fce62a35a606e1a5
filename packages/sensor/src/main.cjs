'use strict';
// Installs the sensor once for a thread, beats every ten seconds, and shows its state.

const { Date: NativeDate, append, isoTime, now } = require('./primordials.cjs');
const { syncBuiltinESMExports } = require('node:module');
const { isMainThread, threadId } = require('node:worker_threads');
const { readConfig, settingsOf } = require('./config.cjs');
const { byKind, emit, emitAggregates } = require('./events.cjs');
const { findTampered } = require('./hook.cjs');
const { hookEval, hookFunctions } = require('./hooks-code.cjs');
const launches = require('./hooks-launch.cjs');
const network = require('./hooks-network.cjs');
const { watchRefusals } = require('./hooks-permission.cjs');
const { cleanWorkerFlags, hookDlopen, hookWorker } = require('./hooks-process.cjs');
const { hookModule, hookVm } = require('./hooks-vm.cjs');
const { baseline, loadBaseline } = require('./keys.cjs');
const { policy, setPolicy } = require('./migrations.cjs');
const outbox = require('./outbox.cjs');
const { preloadPath } = require('./own-file.cjs');
const { isSubscribed, startRequests } = require('./request.cjs');
const { selfTest } = require('./self-test.cjs');
const { serialize } = require('./serialize.cjs');
const { state, degrade, reasonOf } = require('./state.cjs');

const TICK_MS = 1000;
const VERSION = '0.1.0';
const command = process.argv.slice(0, 2);
const hooked = { __proto__: null };
let config = null;
let lastBeatMs = 0;
let isAnnounced = false;
let isPathLost = false;

function install(part, run) {
  try {
    run();
  } catch (error) {
    degrade(part, `not installed: ${reasonOf(error)}`);
  }
}

function mark(names) {
  for (const name of names) hooked[name] = true;
}

/** `process.binding`, without the deprecation warning it would print into the application's output. */
function quietBinding(name) {
  const { noDeprecation } = process;
  process.noDeprecation = true;
  try {
    return process.binding(name);
  } finally {
    process.noDeprecation = noDeprecation;
  }
}

function installSync() {
  try {
    launches.hookSpawnSync(quietBinding('spawn_sync'));
    mark(['spawnSync']);
  } catch (error) {
    degrade('spawnSync', `process.binding: ${reasonOf(error)}; exports are wrapped instead`);
    launches.hookSyncExports();
    watchRefusals();
    mark(['child_process.spawnSync', 'execFileSync', 'execSync']);
  }
}

/** Hooks the handles; null where the bindings are denied. */
function installNetwork() {
  try {
    network.hookHandles(quietBinding);
    network.hookNames(quietBinding);
    return quietBinding;
  } catch (error) {
    degrade('network', `process.binding: ${reasonOf(error)}; net.Socket is wrapped instead`);
    install('net.connect', network.hookSockets);
    return null;
  }
}

function installHooks() {
  install('spawn', launches.hookSpawn);
  install('spawnSync', installSync);
  install('execve', launches.hookExecve);
  install('Worker', hookWorker);
  install('dlopen', hookDlopen);
  install('Function', hookFunctions);
  install('eval', hookEval);
  install('vm', hookVm);
  install('Module._compile', hookModule);
  mark([
    'spawn',
    'Worker',
    'dlopen',
    'Function',
    'AsyncFunction',
    'GeneratorFunction',
    'AsyncGeneratorFunction',
    'eval',
  ]);
  mark(['vm.Script', 'vm.compileFunction', 'Module._compile']);
  if (typeof process.execve === 'function') mark(['execve']);
  if (policy.allow !== null) mark(['migrations']);
  const binding = installNetwork();
  syncBuiltinESMExports();
  return binding;
}

function copyOf(table) {
  const copy = { __proto__: null };
  for (const key in table) copy[key] = table[key];
  return copy;
}

function reasons(table) {
  const list = [];
  for (const part in table) append(list, table[part] === true ? part : `${part}: ${table[part]}`);
  return list;
}

/** What the sensor knows about itself, as plain copies. */
function snapshot() {
  return {
    __proto__: null,
    version: VERSION,
    mode: state.mode,
    loadedBy: state.loadedBy,
    offBy: config.offBy,
    startedAt: isoTime(new NativeDate(state.startedAtMs)),
    node: process.version,
    threadId,
    hooks: copyOf(state.hooks),
    degraded: reasons(state.degraded),
    tampered: reasons(state.tampered),
    counters: copyOf(state.counters),
    byKind: copyOf(byKind),
    output: copyOf(outbox.output),
    baseline: { __proto__: null, path: baseline.path, keys: baseline.count },
    migrations: policy.allow,
  };
}

/** The line about this process, at load or, on standard error, with the first event or heartbeat. */
function announce(change) {
  if (!isAnnounced)
    emit('self-test', { __proto__: null, hooks: copyOf(state.hooks), degraded: reasons(state.degraded) });
  isAnnounced = true;
  const fields = snapshot();
  fields.change = change;
  fields.heartbeatMs = config.heartbeatMs;
  fields.argv = command;
  fields.ppid = process.ppid;
  emit('state', fields);
}

function beat() {
  lastBeatMs = now();
  emitAggregates();
  const fields = snapshot();
  fields.heartbeatMs = config.heartbeatMs;
  emit('heartbeat', fields);
}

/** Reports overwritten hooks, a lost subscription and a deleted socket, each once. */
function checkSelf() {
  const names = findTampered();
  if (!isSubscribed() && state.tampered.requests !== true) {
    state.tampered.requests = true;
    append(names, 'requests');
  }
  if (names.length > 0)
    emit('state', { ...snapshot(), __proto__: null, change: 'tampered', hooksLost: names, severity: 'critical' });
  if (outbox.isPathThere() === isPathLost) {
    isPathLost = !isPathLost;
    if (isPathLost) degrade('socket', 'the path of the collector was deleted');
    else delete state.degraded.socket;
    announce(isPathLost ? 'socket-deleted' : 'socket-back');
  }
}

function complainOnce() {
  if (state.degraded.output !== undefined) {
    outbox.complain(
      serialize({
        __proto__: null,
        v: 1,
        kind: 'state',
        ts: isoTime(new NativeDate()),
        pid: process.pid,
        degraded: reasons(state.degraded),
      }),
    );
  }
}

function tick() {
  state.depth += 1;
  try {
    if (!isAnnounced && (outbox.output.queued > 0 || now() - lastBeatMs >= config.heartbeatMs)) announce('loaded');
    emitAggregates();
    if (now() - lastBeatMs >= config.heartbeatMs) {
      checkSelf();
      beat();
    }
    outbox.tendOutput();
    complainOnce();
  } catch {
    state.degraded.tick = 'failed';
  } finally {
    state.depth -= 1;
  }
}

function onExit() {
  state.depth += 1;
  try {
    checkSelf();
    emitAggregates();
    if (isAnnounced) {
      emit('state', { ...snapshot(), __proto__: null, change: 'exit' });
    }
    outbox.flushAtExit();
    complainOnce();
  } finally {
    state.depth -= 1;
  }
}

function start() {
  const binding = installHooks();
  startRequests(config.proxies);
  selfTest(hooked, binding);
}

/** Loads the sensor into this thread. `isLate`: the application has begun before. */
function load(isLate) {
  config = readConfig(settingsOf(process.env));
  state.mode = config.mode;
  state.threadId = threadId;
  state.loadedBy = isLate ? 'late' : 'preload';
  if (isLate) degrade('load', 'loaded after the application began: references it took before are not seen');
  if (config.unknownMode) degrade('mode', 'CANDOR_SENSOR is not observe, block or off: observe is used');
  if (config.baseline !== '') loadBaseline(config.baseline);
  setPolicy(config.migrations);
  cleanWorkerFlags();
  outbox.openOutput(config);
  if (state.mode !== 'off') {
    if (preloadPath === '') degrade('workers', 'a bundled copy cannot follow into workers with their own flags');
    start();
  }
  lastBeatMs = now();
  if (outbox.output.sink !== 'stderr' || reasons(state.degraded).length > 0 || (state.mode === 'off' && isMainThread))
    announce('loaded');
  outbox.flush();
  if (state.mode === 'off') return;
  setInterval(tick, TICK_MS).unref();
  process.on('exit', onExit);
}

module.exports = { load, snapshot };
