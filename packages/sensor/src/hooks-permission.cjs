'use strict';
// Under --permission Node tells of each launch that it refuses (diagnostics channel `node:permission-model:child`, Node 24
// and later; nothing is published before). It shows launches through references that were taken before the sensor came,
// and makes a refusal of a seen launch an observation.

const { microtask, ownValue } = require('./primordials.cjs');
const { channel } = require('node:diagnostics_channel');
const { copyLaunch, launch } = require('./copy.cjs');
const { settle } = require('./events.cjs');
const { judgeStart } = require('./judge.cjs');
const { needRoom } = require('./room.cjs');
const { state } = require('./state.cjs');

const refusals = channel('node:permission-model:child');
const { counters } = state;
/** The hooked launch that runs now; null without subscription. */
let open = null;
let isWatching = false;

/** Called before the native call of a launch that a hook saw. */
function openLaunch(entry, isFirst) {
  if (isWatching) open = { __proto__: null, entry, isFirst, file: launch.file, isSettled: false };
}

/** Called when it returned: its result is known. With --permission-audit it returns though it was told as refused. */
function closeLaunch() {
  if (open === null) return;
  open.isSettled = true;
  open = null;
}

function settleRefusal(refused) {
  if (refused.isSettled) return;
  state.depth += 1;
  try {
    const error = 'ERR_ACCESS_DENIED';
    const result = { __proto__: null, childPid: 0, exitCode: null, signal: null, error, isExit: false };
    settle(refused.entry, refused.isFirst, result);
  } catch {
    // The refusal is not reported; the launch was.
  } finally {
    state.depth -= 1;
  }
}

function recordUnseen(file, cut) {
  counters.seen += 1;
  state.accounted = false;
  state.depth = 1;
  try {
    needRoom();
    copyLaunch(file, [file]);
    // Node tells the program alone.
    launch.truncated = true;
    judgeStart('spawn', 'permission-model', cut);
  } catch {
    if (!state.accounted) counters.dropped += 1;
  } finally {
    state.depth = 0;
  }
}

function onRefusal(message) {
  if (state.depth !== 0) return;
  const file = ownValue(message, 'resource');
  if (typeof file !== 'string') return;
  const refused = open;
  if (refused === null || refused.file !== file) return recordUnseen(file, onRefusal);
  open = null;
  microtask(() => settleRefusal(refused));
}

/** Subscribes, where the bindings are denied. */
function watchRefusals() {
  isWatching = true;
  refusals.subscribe(onRefusal);
}

module.exports = { closeLaunch, openLaunch, watchRefusals };
