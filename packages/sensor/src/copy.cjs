'use strict';
// Copies what a launch was asked to do: own data properties only, bounded, with secrets masked.

const {
  append,
  codeAt,
  exec,
  imul,
  indexOf,
  isArray,
  isProxy,
  slice,
  getOwnPropertyDescriptor,
  hasOwn,
} = require('./primordials.cjs');

const MAX_ARGUMENTS = 64;
const MAX_TEXT = 4096;
const MASK = '***';
const SECRET_VALUE =
  /(?:pass(?:word|wd)?|secret|token|api[-_]?key|credential)[\w-]{0,32}\s{0,4}[=:]\s{0,4}("[^"]*"|'[^']*'|[^\s&;|"']+)/i;
const SECRET_FLAG = /^--?[\w-]{0,32}(?:password|passwd|secret|token|api-?key)$/i;

/** The launch being recorded. One object for all: nothing of it outlives the hook. */
const launch = { __proto__: null, file: '', argv: new Array(MAX_ARGUMENTS), argc: 0, truncated: false, hash: 0 };
for (let i = 0; i < MAX_ARGUMENTS; i += 1) launch.argv[i] = '';

function copyText(value) {
  if (typeof value !== 'string') return `[${value === null ? 'null' : typeof value}]`;
  if (value.length <= MAX_TEXT) return value;
  launch.truncated = true;
  return slice(value, 0, MAX_TEXT);
}

/** FNV-1a, 32 bit, over UTF-16 units: joins with what the kernel saw, where nothing was truncated. */
function hashText(hash, text) {
  let value = hash;
  for (let i = 0; i < text.length; i += 1) value = imul(value ^ codeAt(text, i), 0x01000193);
  return imul(value, 0x01000193);
}

function maskUserInfo(text) {
  const scheme = indexOf(text, '://');
  if (scheme < 0) return text;
  const found = exec(/^[^\s/?#@]*@/, slice(text, scheme + 3, scheme + 259));
  return found === null
    ? text
    : `${slice(text, 0, scheme + 3)}${MASK}@${maskUserInfo(slice(text, scheme + 3 + found[0].length))}`;
}

/** Masks `password=…`, `--token …` and `scheme://user:pass@`; at most eight values of one text. */
function maskSecrets(text) {
  let rest = maskUserInfo(text);
  let done = '';
  for (let i = 0; i < 8; i += 1) {
    const found = exec(SECRET_VALUE, rest);
    if (found === null) break;
    const end = found.index + found[0].length;
    done += slice(rest, 0, end - found[1].length) + MASK;
    rest = slice(rest, end);
  }
  return done + rest;
}

/** Like ownValue, of an array that is known to be no proxy. */
function ownElement(list, at) {
  const found = getOwnPropertyDescriptor(list, at);
  return found !== undefined && hasOwn(found, 'value') ? found.value : undefined;
}

/** Copies file and arguments into the shared `launch`; never calls a getter or a proxy trap. */
function copyLaunch(file, args) {
  launch.truncated = false;
  launch.file = copyText(file);
  launch.argc = 0;
  let hash = 0x811c9dc5;
  const length = !isProxy(args) && isArray(args) ? args.length : 0;
  if (length > MAX_ARGUMENTS) launch.truncated = true;
  for (let i = 0; i < length && i < MAX_ARGUMENTS; i += 1) {
    const text = copyText(ownElement(args, i));
    hash = hashText(hash, text);
    launch.argv[i] = text;
    launch.argc = i + 1;
  }
  launch.hash = hash >>> 0;
  return launch;
}

/** The recorded arguments as a list of their own, secrets masked. */
function argvOf() {
  const list = [];
  for (let i = 0; i < launch.argc; i += 1) {
    const isSecret = i > 0 && exec(SECRET_FLAG, launch.argv[i - 1]) !== null;
    append(list, isSecret ? MASK : maskSecrets(launch.argv[i]));
  }
  return list;
}

module.exports = { argvOf, copyLaunch, hashText, launch, maskSecrets };
