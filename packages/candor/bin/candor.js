#!/usr/bin/env node
// A small committed file, so that `npm ci` can link it before `prepare` has built dist/.
import { readFileSync, statSync } from 'node:fs';

const changedMs = (file) => statSync(new URL(file, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** The joined modules load in half the time; they count only while no module was compiled after them. */
function entry() {
  const joined = changedMs('../dist/joined/main.js');
  return joined > 0 && joined >= changedMs('../dist/.tsbuildinfo') ? '../dist/joined/main.js' : '../dist/cli/main.js';
}

if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  process.stdout.write(`${JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version}\n`);
} else {
  const { main } = await import(entry());
  process.exitCode = await main(process.argv.slice(2));
}
