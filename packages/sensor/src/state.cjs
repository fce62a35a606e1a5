'use strict';
// What one thread's sensor knows about itself: mode, counters, what is degraded or tampered with.

const { now } = require('./primordials.cjs');

/** Counters of a stage; `seen = emitted + aggregated + dropped` holds after every event. */
const counters = { __proto__: null, seen: 0, emitted: 0, aggregated: 0, dropped: 0, blocked: 0, results: 0 };

const state = {
  __proto__: null,
  mode: 'observe',
  /** Above zero while the sensor itself works: every hook then passes through. */
  depth: 0,
  /** Name of the hook whose self-test runs, else null. */
  canary: null,
  startedAtMs: now(),
  threadId: 0,
  parentId: 0,
  loadedBy: 'preload',
  counters,
  /** Reason by degraded part, for example `spawn_sync: process.binding denied`. */
  degraded: { __proto__: null },
  /** Hooks found overwritten. */
  tampered: { __proto__: null },
  /** Result of the self-test by hook: true when the canary was seen. */
  hooks: { __proto__: null },
};

/** Records that a part works less well than designed; part of every heartbeat. */
function degrade(part, why) {
  state.degraded[part] = why;
}

/** The message of whatever was thrown, without running a getter of it. */
function reasonOf(error) {
  const code = typeof error === 'object' && error !== null ? error.code : undefined;
  return typeof code === 'string' ? code : 'failed';
}

module.exports = { state, degrade, reasonOf };
