'use strict';
// Is a script name that of a file that exists or was loaded? Asked once for each name.

const {
  Map,
  decode,
  endsWith,
  exec,
  getOwnPropertyDescriptor,
  indexOf,
  mapGet,
  mapSet,
  mapSize,
  mapClear,
  slice,
  startsWith,
} = require('./primordials.cjs');
const { existsSync } = require('node:fs');
const Module = require('node:module');

const MAX_FILES = 5000;
const known = new Map();
const spoofed = { __proto__: null };
const loaded = Module._cache;

/** The path of a script name: `file:` URLs decoded, a query cut off. */
function pathOf(name) {
  if (!startsWith(name, 'file://')) return name;
  const found = exec(/^file:\/\/([^?#]*)/, name);
  try {
    return indexOf(found[1], '%') < 0 ? found[1] : decode(found[1]);
  } catch {
    // A broken escape in a URL names no file.
    return name;
  }
}

function look(path) {
  if (!startsWith(path, '/')) return exec(/^[a-zA-Z]:[\\/]/, path) !== null && existsSync(path);
  const zip = indexOf(path, '.zip/');
  if (loaded && getOwnPropertyDescriptor(loaded, path) !== undefined) return true;
  return existsSync(zip < 0 ? path : slice(path, 0, zip + 4));
}

/** True for a file on disk or in the module cache, unless something compiled other text under its name. */
function isKnownFile(path) {
  if (spoofed[path] === true) return false;
  const found = mapGet(known, path);
  if (found !== undefined) return found;
  if (mapSize(known) >= MAX_FILES) mapClear(known);
  const answer = path !== '' && !endsWith(path, '/[eval]') && look(path);
  mapSet(known, path, answer);
  return answer;
}

/** From now on frames under this name count as synthetic. */
function markSpoofed(path) {
  spoofed[path] = true;
}

module.exports = { isKnownFile, markSpoofed, pathOf };
