'use strict';
// At load each hook sees one canary of its own kind, which the hook itself answers: nothing is
// started, connected or compiled. A hook that misses its canary reports itself degraded.

const childProcess = require('node:child_process');
const vm = require('node:vm');
const Module = require('node:module');
const workerThreads = require('node:worker_threads');
const { state, degrade } = require('./state.cjs');
const { isSubscribed } = require('./request.cjs');
const migrations = require('./migrations.cjs');
const { CANARY } = require('./hooks-launch.cjs');
const { tryMigration } = require('./hooks-code.cjs');

const ignore = () => {};

function spawnCanary() {
  const child = childProcess.spawn(CANARY, ['x'], { stdio: 'ignore', env: {} });
  child.on('error', ignore);
}

const CANARIES = {
  __proto__: null,
  spawn: spawnCanary,
  spawnSync: () => childProcess.spawnSync(CANARY, ['x'], { stdio: 'ignore', env: {} }),
  'child_process.spawnSync': () => childProcess.spawnSync(CANARY, ['x']),
  execFileSync: () => childProcess.execFileSync(CANARY, ['x']),
  execSync: () => childProcess.execSync(`${CANARY} x`),
  Worker: () => new workerThreads.Worker(''),
  execve: () => process.execve(CANARY, [CANARY, 'x']),
  dlopen: () => process.dlopen({ exports: {} }, CANARY),
  Function: () => Reflect.construct(Function, []),
  AsyncFunction: () => (async () => {}).constructor(),
  GeneratorFunction: () => function* () {}.constructor(),
  AsyncGeneratorFunction: () => async function* () {}.constructor(),
  eval: () => globalThis.eval,
  'vm.Script': () => new vm.Script('0', { filename: CANARY }),
  'vm.compileFunction': () => vm.compileFunction(''),
  'Module._compile': () => new Module('candor')._compile('', CANARY),
  migrations: () => tryMigration(migrations.CANARY),
};

/** Runs one canary. */
function testHook(name, run) {
  state.hooks[name] = false;
  state.canary = name;
  try {
    run();
  } catch {
    // A refused canary throws what a refused call throws.
  } finally {
    state.canary = null;
  }
  if (state.hooks[name] !== true) degrade(name, 'self-test: the canary was not seen');
}

/** Tests the prototypes of handles by a call with no arguments: the hook answers before the native code. */
function handleCanaries(binding) {
  const { TCP } = binding('tcp_wrap');
  const { Pipe } = binding('pipe_wrap');
  const { UDP } = binding('udp_wrap');
  const cares = binding('cares_wrap');
  return {
    __proto__: null,
    'tcp.connect': () => TCP.prototype.connect(),
    'tcp.connect6': () => TCP.prototype.connect6(),
    'pipe.connect': () => Pipe.prototype.connect(),
    'udp.send': () => UDP.prototype.send(),
    'udp.send6': () => UDP.prototype.send6(),
    getaddrinfo: () => cares.getaddrinfo(),
    'dns.queryA': () => cares.ChannelWrap.prototype.queryA(),
  };
}

/** Runs the canaries of the hooks named in `installed`. */
function selfTest(installed, binding) {
  for (const name in CANARIES) if (installed[name] === true) testHook(name, CANARIES[name]);
  if (binding !== null) {
    const canaries = handleCanaries(binding);
    for (const name in canaries) testHook(name, canaries[name]);
  }
  state.hooks.requests = isSubscribed();
  if (!state.hooks.requests) degrade('requests', 'not subscribed to http.server.request.start');
}

module.exports = { selfTest };
