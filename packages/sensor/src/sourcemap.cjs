'use strict';
// The position in the source that a built position came from, so that a rebuild keeps its keys.
// Decodes only as much of a source map as it needs, and keeps none of it (ECMA-426).

const {
  codeAt,
  exec,
  isArray,
  lastIndexOf,
  ownValue,
  parseJson,
  slice,
  startsWith,
  uncurry,
} = require('./primordials.cjs');
const { closeSync, fstatSync, openSync, readFileSync, readSync } = require('node:fs');
const { dirname, resolve } = require('node:path');
const { Buffer } = require('node:buffer');

const { min: smaller } = Math;
const TAIL_BYTES = 8192;
const MAX_MAP_BYTES = 8 * 1024 * 1024;
const { allocUnsafe, from: fromBase64 } = Buffer;
const textOf = uncurry(Buffer.prototype.toString);
const { isNaN: isNotANumber } = Number;
const digits = new Int8Array(128).fill(-1);
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
for (let i = 0; i < 64; i += 1) digits[codeAt(alphabet, i)] = i;

const at = { __proto__: null, next: 0, column: 0, source: 0, line: 0, sourceColumn: 0 };

function readNumber(text) {
  let value = 0;
  let shift = 0;
  for (;;) {
    const digit = digits[codeAt(text, at.next) & 127];
    at.next += 1;
    if (digit === undefined || digit < 0) return 0;
    value += (digit & 31) * 2 ** shift;
    shift += 5;
    if (digit < 32 || shift > 30) break;
  }
  return value % 2 === 1 ? -((value - 1) / 2) : value / 2;
}

const isEnd = (c) => c === 44 || c === 59 || isNotANumber(c);

/** One segment; returns true when it has a source position. */
function readSegment(text) {
  at.column += readNumber(text);
  if (isEnd(codeAt(text, at.next))) return false;
  at.source += readNumber(text);
  at.line += readNumber(text);
  at.sourceColumn += readNumber(text);
  while (!isEnd(codeAt(text, at.next))) at.next += 1;
  return true;
}

/** The last segment at or before a generated position (line from 0, column from 0), or null. */
function findSegment(mappings, line, column) {
  at.next = at.column = at.source = at.line = at.sourceColumn = 0;
  let current = 0;
  let best = null;
  while (at.next < mappings.length && current <= line) {
    const c = codeAt(mappings, at.next);
    if (c === 59) {
      current += 1;
      at.column = 0;
      at.next += 1;
    } else if (c === 44) at.next += 1;
    else if (readSegment(mappings) && current === line) {
      if (at.column > column) break;
      best = { __proto__: null, source: at.source, line: at.line + 1, column: at.sourceColumn + 1 };
    }
  }
  return best;
}

function readTail(path) {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const length = smaller(size, TAIL_BYTES);
    const bytes = allocUnsafe(length);
    readSync(file, bytes, 0, length, size - length);
    return { __proto__: null, text: textOf(bytes, 'latin1'), size };
  } finally {
    closeSync(file);
  }
}

function mapText(path) {
  const tail = readTail(path);
  let text = tail.text;
  if (lastIndexOf(text, 'sourceMappingURL=') < 0 && tail.size <= MAX_MAP_BYTES) text = readFileSync(path, 'latin1');
  const found = exec(/^[^\s'"]+/, slice(text, lastIndexOf(text, 'sourceMappingURL=') + 17));
  if (found === null || lastIndexOf(text, 'sourceMappingURL=') < 0) return null;
  const inline = exec(/^data:application\/json[^,]{0,60};base64,/, slice(found[0], 0, 120));
  if (inline !== null) return textOf(fromBase64(slice(found[0], inline[0].length), 'base64'), 'utf8');
  if (startsWith(found[0], 'data:') || exec(/^[a-z]+:\/\//, found[0]) !== null) return null;
  const mapPath = resolve(dirname(path), found[0]);
  return readTail(mapPath).size > MAX_MAP_BYTES ? null : readFileSync(mapPath, 'utf8');
}

/** `webpack://app/./src/x.ts` and `../src/x.ts` as one path; what a map names is never opened. */
function sourceName(map, index, path) {
  const sources = ownValue(map, 'sources');
  const source = isArray(sources) ? sources[index] : undefined;
  if (typeof source !== 'string') return null;
  const found = exec(/^[a-z-]+:\/\/(?:[^/]*\/)?(?:\.\/)*(.*)$/, source);
  return found === null ? resolve(dirname(path), source) : found[1];
}

/** Source position of `path:line:column` (both from 1), or null where there is no usable map. */
function sourcePosition(path, line, column) {
  const text = mapText(path);
  if (text === null) return null;
  const map = parseJson(text);
  const mappings = ownValue(map, 'mappings');
  const segment = typeof mappings === 'string' ? findSegment(mappings, line - 1, column - 1) : null;
  const file = segment === null ? null : sourceName(map, segment.source, path);
  return file === null ? null : { __proto__: null, file, line: segment.line, column: segment.column };
}

module.exports = { findSegment, sourcePosition };
