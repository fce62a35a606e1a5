'use strict';
// Reads the CANDOR_SENSOR_* variables once, at load.

const { append, exec, indexOf, slice, trim } = require('./primordials.cjs');

const { getEnvironmentData, isMainThread, setEnvironmentData } = require('node:worker_threads');

const SETTINGS = 'candor.sensor';
const NAMES = [
  'CANDOR_SENSOR',
  'CANDOR_SENSOR_SOCKET',
  'CANDOR_SENSOR_FILE',
  'CANDOR_SENSOR_BASELINE',
  'CANDOR_SENSOR_PROXIES',
  'CANDOR_SENSOR_MIGRATIONS',
  'CANDOR_SENSOR_HEARTBEAT',
  'DISABLE_SUBPROC_DIAG',
];
const mine = { __proto__: null, settings: null };
const MODES = { __proto__: null, observe: 'observe', block: 'block', off: 'off' };

/** Splits a comma list; empty items are left out. */
function listOf(text) {
  const items = [];
  let rest = text || '';
  while (rest !== '') {
    const comma = indexOf(rest, ',');
    const item = trim(comma < 0 ? rest : slice(rest, 0, comma));
    if (item !== '') append(items, item);
    rest = comma < 0 ? '' : slice(rest, comma + 1);
  }
  return items;
}

/** Seconds between heartbeats: 10 by design, 1 to 60 by CANDOR_SENSOR_HEARTBEAT. */
function heartbeatMs(text) {
  const found = exec(/^([1-9]|[1-5]\d|60)$/, text || '');
  return found === null ? 10_000 : +found[1] * 1000;
}

/**
 * The variables of this thread. A worker takes those of the thread that started it, so that one with an
 * environment of its own reports to the same place.
 */
function settingsOf(env) {
  const inherited = isMainThread ? undefined : getEnvironmentData(SETTINGS);
  const settings = { __proto__: null };
  for (let i = 0; i < NAMES.length; i += 1) settings[NAMES[i]] = inherited ? inherited[NAMES[i]] : env[NAMES[i]];
  mine.settings = settings;
  return settings;
}

/** Hands the settings on to the worker that is about to start. */
function passSettings() {
  setEnvironmentData(SETTINGS, { ...mine.settings });
}

/**
 * The configuration of this process.
 * `DISABLE_SUBPROC_DIAG=true` is the switch of the monitor this sensor replaces; it is honoured and reported.
 */
function readConfig(env) {
  const asked = MODES[env.CANDOR_SENSOR || 'observe'];
  const disabled = env.DISABLE_SUBPROC_DIAG === 'true';
  return {
    __proto__: null,
    mode: disabled ? 'off' : asked || 'observe',
    unknownMode: asked === undefined,
    offBy: disabled ? 'DISABLE_SUBPROC_DIAG' : asked === 'off' ? 'CANDOR_SENSOR' : null,
    socket: env.CANDOR_SENSOR_SOCKET || '',
    file: env.CANDOR_SENSOR_FILE || '',
    baseline: env.CANDOR_SENSOR_BASELINE || '',
    proxies: listOf(env.CANDOR_SENSOR_PROXIES),
    migrations: env.CANDOR_SENSOR_MIGRATIONS === undefined ? null : listOf(env.CANDOR_SENSOR_MIGRATIONS),
    heartbeatMs: heartbeatMs(env.CANDOR_SENSOR_HEARTBEAT),
  };
}

module.exports = { passSettings, readConfig, settingsOf };
