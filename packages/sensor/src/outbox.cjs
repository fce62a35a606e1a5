'use strict';
// Where lines go: the collector's Unix socket, else an append-only file, else standard error.
// Writes never block on a slow reader; what cannot be written waits in a preallocated ring.

const { indexOf, uncurry } = require('./primordials.cjs');
const { appendFileSync, existsSync, writeSync } = require('node:fs');
const net = require('node:net');
const { Buffer } = require('node:buffer');
const { state, degrade, reasonOf } = require('./state.cjs');

const SLOTS = 1024;
const STDERR = 2;
const EARLY_BYTES = 16_384;
const PREFIX = 'candor-sensor ';
const ring = new Array(SLOTS);
for (let i = 0; i < SLOTS; i += 1) ring[i] = '';
const bytesOf = Buffer.from;
const subarray = uncurry(Buffer.prototype.subarray);
const output = { __proto__: null, queued: 0, written: 0, pending: 0, lost: 0, sink: 'stderr' };

let head = 0;
let socket = null;
let handle = null;
let socketPath = '';
let filePath = '';
let tail = null;
let isComplaintPrinted = false;
let isEnding = false;
let earlyBytes = 0;

function forgetSocket(why) {
  socket = null;
  handle = null;
  tail = null;
  degrade('output', `socket: ${why}`);
}

/** Opens the collector's socket. Its descriptor takes writes at once, before the event loop turns. */
function openSocket() {
  state.depth += 1;
  try {
    const opened = net.connect({ path: socketPath });
    opened.on('error', (error) => opened === socket && forgetSocket(reasonOf(error)));
    opened.on('close', () => opened === socket && forgetSocket('closed'));
    opened.unref();
    opened.resume();
    socket = opened;
    earlyBytes = 0;
    handle = opened._handle;
  } catch (error) {
    forgetSocket(reasonOf(error));
  } finally {
    state.depth -= 1;
  }
}

/** Chooses the sink. */
function openOutput(config) {
  socketPath = config.socket;
  filePath = config.file;
  output.sink = socketPath !== '' ? 'socket' : filePath !== '' ? 'file' : 'stderr';
  if (socketPath !== '') openSocket();
}

/**
 * Until the event loop has told that the connection is made, only a little is written: a full buffer is never
 * writable, and a connection that waits to be writable would keep the process alive.
 */
function isTooEarly(bytes) {
  if (!socket.connecting || isEnding) return false;
  earlyBytes += bytes.length;
  return earlyBytes > EARLY_BYTES;
}

/** Writes bytes to the socket; keeps what it did not take. True when all went out. */
function writeSocket(bytes) {
  const fd = handle === null || socket.destroyed ? -1 : handle.fd;
  if (typeof fd !== 'number' || fd < 0) return false;
  if (isTooEarly(bytes)) return false;
  const done = writeSync(fd, bytes, 0, bytes.length);
  tail = done < bytes.length ? subarray(bytes, done) : null;
  delete state.degraded.output;
  return true;
}

function writeText(text) {
  try {
    if (output.sink === 'socket')
      return (tail === null || writeSocket(tail)) && tail === null && writeSocket(bytesOf(text));
    if (output.sink === 'file') appendFileSync(filePath, text, { mode: 0o600 });
    else writeSync(STDERR, text);
    if (output.sink === 'file') delete state.degraded.output;
    return true;
  } catch (error) {
    const why = reasonOf(error);
    // The connection is not made yet; whether it will be is told by its own event.
    if (why === 'ENOTCONN') return false;
    // EAGAIN: the reader is slow; the lines wait.
    degrade('output', `${output.sink}: ${why === 'EAGAIN' ? 'the reader is slow' : why}`);
    return false;
  }
}

/** Puts one line into the ring; false, and counted as lost, when it is full. */
function enqueue(line) {
  output.queued += 1;
  if (output.pending === SLOTS) {
    output.lost += 1;
    return false;
  }
  ring[(head + output.pending) % SLOTS] = output.sink === 'stderr' ? `${PREFIX}${line}\n` : `${line}\n`;
  output.pending += 1;
  return true;
}

/** Writes as many waiting lines as the sink takes. */
function flush() {
  while (output.pending > 0) {
    if (!writeText(ring[head])) break;
    ring[head] = '';
    head = (head + 1) % SLOTS;
    output.pending -= 1;
    output.written += 1;
  }
}

/** The last write of a thread: all that the sink takes. */
function flushAtExit() {
  isEnding = true;
  flush();
}

/** The one line in the application's output that says the configured sink does not work. */
function complain(line) {
  if (isComplaintPrinted || output.sink === 'stderr') return;
  isComplaintPrinted = true;
  try {
    writeSync(STDERR, `${PREFIX}${line}\n`);
  } catch {
    // Standard error is closed as well: the silence is noticed from outside.
  }
}

/** Once a second: opens the socket again where it is gone, notices a deleted path, writes what waits. */
function tendOutput() {
  if (output.sink === 'socket' && socket === null) openSocket();
  flush();
}

/** False when the socket's path was deleted: no other process can connect any more. */
function isPathThere() {
  return output.sink !== 'socket' || socketPath === '' || indexOf(socketPath, '\0') === 0 || existsSync(socketPath);
}

module.exports = { complain, enqueue, flush, flushAtExit, isPathThere, openOutput, output, tendOutput };
