'use strict';
// Keys name who does what in words that a rebuild does not change; the baseline is a list of them.

const {
  Map,
  append,
  indexOf,
  isArray,
  lastIndexOf,
  mapClear,
  mapGet,
  mapSet,
  mapSize,
  ownValue,
  parseJson,
  slice,
  startsWith,
} = require('./primordials.cjs');
const { readFileSync } = require('node:fs');
const { degrade, reasonOf } = require('./state.cjs');
const { sourcePosition } = require('./sourcemap.cjs');

const MAX_SITES = 5000;
const MAX_BASELINE = 5 * 1024 * 1024;
const MAX_KEYS = 20_000;
const root = process.cwd();
const sites = new Map();
const baseline = { __proto__: null, keys: { __proto__: null }, count: 0, path: '', migrations: null };

function shortPath(file) {
  const at = lastIndexOf(file, '/node_modules/');
  if (at >= 0) return slice(file, at + 14);
  return startsWith(file, `${root}/`) ? slice(file, root.length + 1) : file;
}

function resolveSite(file, line, column) {
  let source = null;
  try {
    if (line > 0) source = sourcePosition(file, line, column);
  } catch {
    // No map, or a broken one: the built position is the best name there is.
  }
  if (source !== null) return `${shortPath(source.file)}:${source.line}:${source.column}`;
  return line > 0 ? `${shortPath(file)}:${line}:${column}` : shortPath(file);
}

/** `path:line:column` through the source map of the file; read once for each position. */
function siteOf(file, line, column) {
  if (file === '') return '';
  const raw = `${file}:${line}:${column}`;
  const found = mapGet(sites, raw);
  if (found !== undefined) return found;
  if (mapSize(sites) >= MAX_SITES) mapClear(sites);
  const site = resolveSite(file, line, column);
  mapSet(sites, raw, site);
  return site;
}

/** The key of an event: provenance, source positions (own, then the application's), operation, target. */
function keyOf(where, api, target) {
  const own = siteOf(where.file, where.line, where.column);
  const isSame = where.appFile === '' || where.appFile === where.file;
  const app = isSame ? '' : ` < ${siteOf(where.appFile, where.appLine, where.appColumn)}`;
  return `${where.provenance} ${own}${app} ${api} ${target}`;
}

function isLearnable(key) {
  return startsWith(key, 'app ') || startsWith(key, 'dep:');
}

function readKeys(list) {
  for (let i = 0; i < list.length && i < MAX_KEYS; i += 1) {
    const entry = list[i];
    const key = typeof entry === 'string' ? entry : ownValue(entry, 'key');
    if (typeof key !== 'string') continue;
    if (isLearnable(key)) {
      baseline.keys[key] = true;
      baseline.count += 1;
    } else degrade('baseline', 'a key with provenance other than app or dep was left out');
  }
}

function readMigrations(value) {
  const allow = ownValue(value, 'allow');
  if (!isArray(allow)) return;
  baseline.migrations = [];
  for (let i = 0; i < allow.length && i < 100; i += 1) {
    if (typeof allow[i] === 'string') append(baseline.migrations, allow[i]);
  }
}

/** Reads `{ "version": 1, "keys": […], "migrations": { "allow": […] } }`; a broken file degrades, never fails. */
function loadBaseline(path) {
  baseline.path = path;
  try {
    const text = readFileSync(path, 'utf8');
    const value = text.length > MAX_BASELINE ? null : parseJson(text);
    const keys = ownValue(value, 'keys');
    if (ownValue(value, 'version') !== 1 || !isArray(keys)) return degrade('baseline', 'not a baseline of version 1');
    readKeys(keys);
    return readMigrations(ownValue(value, 'migrations'));
  } catch (error) {
    return degrade('baseline', `cannot be read: ${reasonOf(error)}`);
  }
}

/** Was this key learned, reviewed and committed? */
function isKnownKey(key) {
  return baseline.keys[key] === true;
}

/** True for a path inside one of the project directories of a list. */
function isBelow(path, directories) {
  for (let i = 0; i < directories.length; i += 1) {
    const item = directories[i];
    const directory = startsWith(item, '/') ? item : `${root}/${item}`;
    if (startsWith(path, slice(directory, -1) === '/' ? directory : `${directory}/`)) return true;
  }
  return false;
}

/** True for a path in one of the packages of a list. */
function isInPackage(path, names) {
  const at = lastIndexOf(path, '/node_modules/');
  for (let i = 0; at >= 0 && i < names.length; i += 1) {
    if (startsWith(slice(path, at + 14), `${names[i]}/`) && indexOf(names[i], '..') < 0) return true;
  }
  return false;
}

module.exports = { baseline, isBelow, isInPackage, isKnownKey, keyOf, loadBaseline, root, siteOf };
