'use strict';
// The shape of a launch: what stays the same when only values change.

const { Map, codeAt, indexOf, mapClear, mapGet, mapSet, mapSize, slice, startsWith } = require('./primordials.cjs');
const { baseName, programOf, scriptOf } = require('./shell-judge.cjs');
const { parseShell } = require('./shell.cjs');

const MAX_SCRIPTS = 200;
const programs = new Map();

function shapeOfArgument(text) {
  if (startsWith(text, '-')) {
    const equals = indexOf(text, '=');
    return equals < 0 ? slice(text, 0, 24) : `${slice(text, 0, equals)}=`;
  }
  if (startsWith(text, '/')) return 'P';
  const first = codeAt(text, 0);
  if (first >= 48 && first <= 57) return 'N';
  return indexOf(text, '://') > 0 ? 'U' : 'S';
}

/** The programs of a `sh -c` script joined with `,`: `ffprobe`, `curl,sh`; remembered for short scripts. */
function programsOf(script) {
  const known = mapGet(programs, script);
  if (known !== undefined) return known;
  const found = readPrograms(script);
  if (mapSize(programs) >= MAX_SCRIPTS) mapClear(programs);
  if (script.length < 300) mapSet(programs, script, found);
  return found;
}

function readPrograms(script) {
  const { commands } = parseShell(script);
  let text = '';
  for (let i = 0; i < commands.length && i < 16; i += 1) text += (i === 0 ? '' : ',') + programOf(commands[i]);
  return slice(text, 0, 200);
}

/** The program a launch is about, for keys: `ffprobe`, `sh:ffprobe`. */
function targetOf(launch) {
  const name = slice(baseName(launch.file), 0, 64);
  const script = scriptOf(launch);
  return script === null ? name : `${name}:${programsOf(script)}`;
}

/** One letter or option name an argument; numbers, paths and other values are not told apart. */
function shapeOf(launch) {
  let text = '';
  for (let i = 1; i < launch.argc; i += 1) text += `${shapeOfArgument(launch.argv[i])} `;
  return text;
}

module.exports = { shapeOf, targetOf };
