'use strict';
// Judged events become lines: the first of a signature at once, repeats as exact counts.

const {
  Map,
  append,
  mapClear,
  mapForEach,
  mapGet,
  mapSet,
  mapSize,
  Date: NativeDate,
  isoTime,
  now,
} = require('./primordials.cjs');
const { state } = require('./state.cjs');
const { serialize } = require('./serialize.cjs');
const outbox = require('./outbox.cjs');
const { describeRequest } = require('./request.cjs');

const MAX_SIGNATURES = 2000;
const MAX_PIDS = 256;
const { counters } = state;
const entries = new Map();
const byKind = { __proto__: null };
const { pid } = process;

let seq = 0;

/** Adds the common fields and puts the line into the ring. Returns its number. */
function emit(kind, fields) {
  seq += 1;
  const head = { __proto__: null, v: 1, kind, ts: isoTime(new NativeDate()), pid, tid: state.threadId, seq };
  for (const key in fields) head[key] = fields[key];
  outbox.enqueue(serialize(head));
  return seq;
}

function newEntry(kind) {
  return {
    __proto__: null,
    kind,
    of: 0,
    count: 0,
    blocked: 0,
    pids: [],
    exits: { __proto__: null },
    errors: { __proto__: null },
    ended: 0,
    fromMs: 0,
  };
}

function clearEntry(entry) {
  entry.count = entry.blocked = entry.ended = 0;
  entry.pids = [];
  entry.exits = { __proto__: null };
  entry.errors = { __proto__: null };
}

/** Emits the repeats of one signature since the last time. */
function emitAggregate(entry) {
  if (entry.count === 0 && entry.ended === 0) return;
  emit('aggregate', {
    __proto__: null,
    of: entry.of,
    ofKind: entry.kind,
    count: entry.count,
    blocked: entry.blocked,
    childPids: entry.pids,
    exits: entry.exits,
    errors: entry.errors,
    from: isoTime(new NativeDate(entry.fromMs)),
  });
  clearEntry(entry);
}

function emitAggregates() {
  mapForEach(entries, emitAggregate);
}

function remember(signature, kind) {
  if (mapSize(entries) >= MAX_SIGNATURES) {
    emitAggregates();
    mapClear(entries);
  }
  const entry = newEntry(kind);
  mapSet(entries, signature, entry);
  return entry;
}

function emitFirst(entry, event) {
  event.fields.request = describeRequest(event.request);
  event.fields.severity = event.severity;
  event.fields.reason = event.reason;
  event.fields.blocked = event.blocked;
  entry.of = emit(event.kind, event.fields);
  counters.emitted += 1;
  state.accounted = true;
  outbox.flush();
}

/**
 * Counts one event. `event.fieldsOf()` builds the line and is called for the first of a signature alone.
 * Returns the entry; `event.isFirst` tells whether its results are lines of their own.
 */
function record(event) {
  byKind[event.kind] = (byKind[event.kind] || 0) + 1;
  const known = mapGet(entries, event.signature);
  event.isFirst = known === undefined;
  if (event.blocked) counters.blocked += 1;
  if (known === undefined) {
    const entry = remember(event.signature, event.kind);
    event.fields = event.fieldsOf();
    emitFirst(entry, event);
    return entry;
  }
  if (known.count === 0) known.fromMs = now();
  known.count += 1;
  if (event.blocked) known.blocked += 1;
  counters.aggregated += 1;
  state.accounted = true;
  return known;
}

function tally(table, name) {
  table[name] = (table[name] || 0) + 1;
}

function settleRepeat(entry, result) {
  if (result.childPid > 0 && !result.isExit) {
    append(entry.pids, result.childPid);
    if (entry.pids.length >= MAX_PIDS) emitAggregate(entry);
  }
  if (result.error !== null) tally(entry.errors, result.error);
  if (result.exitCode !== null || result.signal !== null) {
    entry.ended += 1;
    tally(entry.exits, result.signal === null ? `${result.exitCode}` : result.signal);
  }
}

/** Adds what happened after the call: child pid, exit code, error. */
function settle(entry, isFirst, result) {
  counters.results += 1;
  if (!isFirst) return settleRepeat(entry, result);
  emit('spawn-result', {
    __proto__: null,
    of: entry.of,
    childPid: result.childPid,
    exitCode: result.exitCode,
    signal: result.signal,
    error: result.error,
  });
  return outbox.flush();
}

module.exports = { byKind, emit, emitAggregates, record, settle };
