'use strict';
// The weaker way in, for Next's instrumentation.ts: `export { register } from '@candor/sensor/instrumentation'`.
// It runs after Next took its references, and the sensor says so in its state. On the edge it does nothing.

function register() {
  if (process.env.NEXT_RUNTIME !== undefined && process.env.NEXT_RUNTIME !== 'nodejs') return;
  require('./sensor.cjs');
}

module.exports = { register };
