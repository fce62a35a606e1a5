// Starts programs at a pace and prints their pids: starter.cjs COUNT PER_SECOND
const { spawn } = require('node:child_process');

const [count, perSecond] = process.argv.slice(2).map(Number);
const pids = [];
let ended = 0;
const began = performance.now();

function next() {
  const due = Math.min(count, Math.floor(((performance.now() - began) / 1000) * perSecond) + 1);
  while (pids.length < due) {
    const child = spawn('/bin/true', [`number ${pids.length}`], { stdio: 'ignore' });
    pids.push(child.pid);
    child.on('exit', () => {
      ended += 1;
      if (ended === count) finish();
    });
  }
  if (pids.length < count) setTimeout(next, 2);
}

/** The last repeats are written a second later; then the sensor says its last word. */
function finish() {
  console.log(JSON.stringify({ pids, elapsedMs: performance.now() - began }));
  setTimeout(() => process.exit(0), 1500);
}

setTimeout(next, 500);
