'use strict';
// A small shell syntax tree (POSIX sh words, pipes, redirections, substitutions): enough to judge
// what a command line does, in one pass and with bounded depth.

const { append, codeAt, indexOf, slice } = require('./primordials.cjs');

const MAX_DEPTH = 6;
const isSpace = (c) => c === 32 || c === 9;
const isWordEnd = (c) => isSpace(c) || indexOf('\n;&|<>()', slice(CHARS, c, c + 1)) >= 0;
let CHARS = '';
for (let i = 0; i < 128; i += 1) CHARS += String.fromCharCode(i);

function newCommand(pipedFrom) {
  return { __proto__: null, words: [], redirects: [], pipedFrom };
}

/** Text up to the matching bracket, from the character after the opening one. */
function bracketed(text, start, open, close) {
  let depth = 1;
  let i = start;
  for (; i < text.length && depth > 0; i += 1) {
    const c = codeAt(text, i);
    if (c === open) depth += 1;
    else if (c === close) depth -= 1;
  }
  return depth === 0 ? slice(text, start, i - 1) : slice(text, start);
}

function substitution(reader, inner, kind) {
  const inside = parseInto(inner, reader.depth + 1, reader.all);
  append(reader.substitutions, { __proto__: null, kind, commands: inside, command: reader.command });
}

/** `$(…)`, `` `…` `` and `<(…)`: parsed as commands of their own; the word keeps the text. */
function readSubstitution(reader, text, at) {
  const tick = codeAt(text, at) === 96;
  const start = tick ? at + 1 : at + 2;
  const close = tick ? indexOf(text, '`', start) : -1;
  const inner = tick ? slice(text, start, close < 0 ? text.length : close) : bracketed(text, start, 40, 41);
  substitution(reader, inner, slice(text, at, start));
  return start + inner.length + 1;
}

function isSubstitution(text, at) {
  const c = codeAt(text, at);
  return c === 96 || ((c === 36 || c === 60) && codeAt(text, at + 1) === 40);
}

function readDoubleQuoted(reader, text, at) {
  let i = at + 1;
  let word = '';
  while (i < text.length && codeAt(text, i) !== 34) {
    if (codeAt(text, i) !== 60 && isSubstitution(text, i)) {
      i = readSubstitution(reader, text, i);
      continue;
    }
    if (codeAt(text, i) === 92) i += 1;
    word += slice(text, i, i + 1);
    i += 1;
  }
  reader.word += word;
  return i + 1;
}

function readSingleQuoted(reader, text, at) {
  const end = indexOf(text, "'", at + 1);
  reader.word += slice(text, at + 1, end < 0 ? text.length : end);
  return end < 0 ? text.length : end + 1;
}

/** One word, quotes removed; returns the position after it. */
function readWord(reader, text, at) {
  let i = at;
  reader.word = '';
  while (i < text.length) {
    const c = codeAt(text, i);
    if (isSubstitution(text, i)) i = readSubstitution(reader, text, i);
    else if (isWordEnd(c)) break;
    else if (c === 39) i = readSingleQuoted(reader, text, i);
    else if (c === 34) i = readDoubleQuoted(reader, text, i);
    else {
      if (c === 92) i += 1;
      reader.word += slice(text, i, i + 1);
      i += 1;
    }
  }
  return i;
}

function readRedirect(reader, text, at) {
  let i = at;
  while (i < text.length && indexOf('<>&|', slice(text, i, i + 1)) >= 0 && i - at < 3) i += 1;
  const operator = slice(text, at, i);
  while (isSpace(codeAt(text, i))) i += 1;
  i = readWord(reader, text, i);
  append(reader.command.redirects, { __proto__: null, operator, target: reader.word });
  return i;
}

function finish(reader, pipedFrom) {
  const done = reader.command;
  const isEmpty = done.words.length === 0 && done.redirects.length === 0;
  if (!isEmpty) {
    append(reader.commands, done);
    append(reader.all, done);
  }
  const last = reader.commands.length === 0 ? null : reader.commands[reader.commands.length - 1];
  reader.command = newCommand(pipedFrom ? last : null);
}

function readOperator(reader, text, at) {
  const c = codeAt(text, at);
  const next = codeAt(text, at + 1);
  if (c === 38 && next === 62) return readRedirect(reader, text, at);
  const isPipe = c === 124 && next !== 124;
  finish(reader, isPipe);
  return at + (next === c || (isPipe && next === 38) ? 2 : 1);
}

function step(reader, text, i) {
  const c = codeAt(text, i);
  if (isSpace(c)) return i + 1;
  if (isSubstitution(text, i)) return wordFrom(reader, text, i);
  if (c === 60 || c === 62) return readRedirect(reader, text, i);
  if (c === 10 || c === 59 || c === 38 || c === 124 || c === 40 || c === 41) return readOperator(reader, text, i);
  return wordFrom(reader, text, i);
}

function wordFrom(reader, text, at) {
  const end = readWord(reader, text, at);
  append(reader.command.words, reader.word);
  return end > at ? end : at + 1;
}

function parseInto(text, depth, all) {
  const reader = { __proto__: null, depth, all, word: '', commands: [], substitutions: all.substitutions };
  reader.command = newCommand(null);
  if (depth > MAX_DEPTH) return reader.commands;
  for (let i = 0; i < text.length; ) i = step(reader, text, i);
  finish(reader, false);
  return reader.commands;
}

/** All simple commands of a command line, those in substitutions included, in reading order. */
function parseShell(text) {
  const all = [];
  all.substitutions = [];
  parseInto(text, 0, all);
  return { __proto__: null, commands: all, substitutions: all.substitutions };
}

module.exports = { parseShell };
