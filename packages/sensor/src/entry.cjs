'use strict';
// The one file of `@candor/sensor`. Loading it is what starts it; a second copy finds the first and does nothing.

const STATE = Symbol.for('candor.sensor');
const IMPORTED = Symbol.for('candor.sensor.imported');

/** Preloaded by `--require`, or by `--import` through register.mjs, before the application. */
function isPreloaded() {
  const { noDeprecation } = process;
  process.noDeprecation = true;
  const parent = typeof module === 'object' && module !== null ? module.parent : undefined;
  process.noDeprecation = noDeprecation;
  return globalThis[IMPORTED] === true || (parent !== undefined && parent !== null && parent.id === 'internal/preload');
}

function startOnce() {
  const first = globalThis[STATE];
  if (first !== undefined) return first;
  const { load, snapshot } = require('./main.cjs');
  const api = Object.freeze({ __proto__: null, getSensorState: () => snapshot() });
  Object.defineProperty(globalThis, STATE, { value: api });
  load(!isPreloaded());
  return api;
}

const { getSensorState } = startOnce();

module.exports = { getSensorState };
