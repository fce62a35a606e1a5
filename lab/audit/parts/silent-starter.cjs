// A stand-in for native code below a sensor: speaks for its process as the sensor does, and does not tell one start.
const { spawn } = require('node:child_process');
const { connect } = require('node:net');

const socket = connect(process.env.CANDOR_SENSOR_SOCKET);
const counters = { seen: 0, emitted: 0, aggregated: 0, dropped: 0 };
let seq = 0;

function say(kind, more = {}) {
  seq += 1;
  const state = { mode: 'observe', heartbeatMs: 1000, counters, output: { lost: 0 }, degraded: [], tampered: [] };
  const line = { v: 1, kind, ts: new Date().toISOString(), pid: process.pid, tid: 0, seq, ...state, ...more };
  socket.write(`${JSON.stringify(line)}\n`);
}

say('state', { change: 'loaded' });
setInterval(() => say('heartbeat'), 1000);
setTimeout(() => {
  const child = spawn('/bin/true', ['past the sensor'], { stdio: 'ignore' });
  console.log(child.pid);
}, 2000);
