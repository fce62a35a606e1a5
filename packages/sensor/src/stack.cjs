'use strict';
// One structured stack for each event: who asked. Only the names the decision needs are read.

const {
  Error,
  exec,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  hasOwn,
  indexOf,
  lastIndexOf,
  slice,
  startsWith,
  uncurry,
} = require('./primordials.cjs');
const { degrade } = require('./state.cjs');
const { isKnownFile, pathOf } = require('./files.cjs');

const LAUNCH_FRAMES = 24;
const CODE_FRAMES = 50;
/** Name of the sensor's function under which suspicious code is compiled; V8 puts it into the eval origin. */
const SUSPECT_ORIGIN = 'eval at candorSuspect';
const LOADER = /^node:internal\/modules\/(?:cjs|esm)\//;
const BUNDLE_LOADER = /__webpack_require__|instantiateModule|getOrInstantiateModule/;

const holder = { __proto__: null, stack: undefined };
let taken = null;

function keepSites(_error, sites) {
  taken = sites;
  return '';
}

/** Is `Error[name]` a plain data property that can be set and set back without anybody noticing? */
function isOrdinary(name) {
  const found = getOwnPropertyDescriptor(Error, name);
  return found === undefined || (hasOwn(found, 'value') && found.writable === true);
}

/** The structured frames above `cut`, or null where the application has made `Error` unusable. */
function captureSites(cut, frames) {
  if (!isOrdinary('prepareStackTrace') || !isOrdinary('stackTraceLimit')) return null;
  const { prepareStackTrace, stackTraceLimit } = Error;
  taken = null;
  try {
    Error.stackTraceLimit = frames;
    Error.prepareStackTrace = keepSites;
    captureStackTrace(holder, cut);
    // A condition, so that no minifier takes the access out: it is what makes V8 call keepSites.
    if (holder.stack === undefined) taken = null;
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
  const sites = taken;
  taken = null;
  return sites;
}

const { captureStackTrace } = Error;
const probe = captureSites(null, 4);
const CallSite = probe === null || probe.length === 0 ? null : getPrototypeOf(probe[0]);
if (CallSite === null) degrade('stack', 'no structured stack: provenance unknown');
const fileNameOf = CallSite && uncurry(CallSite.getFileName);
const isEval = CallSite && uncurry(CallSite.isEval);
const evalOriginOf = CallSite && uncurry(CallSite.getEvalOrigin);
const functionNameOf = CallSite && uncurry(CallSite.getFunctionName);
const lineOf = CallSite && uncurry(CallSite.getLineNumber);
const columnOf = CallSite && uncurry(CallSite.getColumnNumber);

/** Where an event comes from. One object for all: copy what must outlive the hook. */
const where = {
  __proto__: null,
  provenance: 'orphan',
  file: '',
  line: 0,
  column: 0,
  name: '',
  appFile: '',
  appLine: 0,
  appColumn: 0,
  isLoading: false,
  /** Made by code generation that a request caused, however much later it runs. */
  isSuspect: false,
};

/** Lines (`file:line`) at which a request made the application evaluate text of unknown content. */
const suspectLines = { __proto__: null };

/** Marks a line of direct `eval`: code that was made there is of provenance `eval` from now on. */
function markSuspectLine(file, line) {
  suspectLines[`${file}:${line}`] = true;
}

function reset() {
  where.provenance = 'orphan';
  where.file = where.appFile = where.name = '';
  where.line = where.column = where.appLine = where.appColumn = 0;
  where.isLoading = where.isSuspect = false;
}

/** `dep:<package>` of a path below node_modules, else `app`. */
function ownerOf(path) {
  const at = lastIndexOf(path, '/node_modules/');
  if (at < 0) return 'app';
  const rest = slice(path, at + 14, at + 300);
  const found = exec(/^(?:@[^/]+\/)?[^/]+/, rest);
  return found === null ? 'app' : `dep:${found[0]}`;
}

function keepFirst(site, provenance, path, line, column) {
  where.provenance = provenance;
  where.file = path;
  where.line = line;
  where.column = column;
  where.name = functionNameOf(site) || '';
}

function keepApp(path, line, column) {
  where.appFile = path;
  where.appLine = line;
  where.appColumn = column;
}

/** Keeps a frame of a shipped file, as the first of all and as the first of the application. */
function keepShipped(site, path, line, column) {
  const owner = ownerOf(path);
  if (where.provenance === 'orphan') keepFirst(site, owner, path, line, column);
  if (owner === 'app' && where.appFile === '') keepApp(path, line, column);
  return false;
}

/** File, line and column in an eval origin: `eval at f (/app/x.js:1:2)`; of nested ones the outermost. */
function readOrigin(origin) {
  const found = exec(/^(.*):(\d+):(\d+)\)*$/, slice(origin, lastIndexOf(origin, '(') + 1));
  return found === null ? null : { __proto__: null, path: pathOf(found[1]), line: +found[2], column: +found[3] };
}

function noteFrame(site, raw) {
  const path = pathOf(raw);
  if (isKnownFile(path)) return keepShipped(site, path, lineOf(site) || 0, columnOf(site) || 0);
  keepFirst(site, 'synthetic', slice(raw, 0, 120), lineOf(site) || 0, columnOf(site) || 0);
  return true;
}

/** A frame of generated code. Made at start by a file that is loaded: it counts as that file's. */
function noteGenerated(site) {
  const text = evalOriginOf(site) || '';
  const origin = readOrigin(text);
  const isMarked = origin !== null && suspectLines[`${origin.path}:${origin.line}`] === true;
  where.isSuspect = isMarked || indexOf(text, SUSPECT_ORIGIN) >= 0;
  if (!where.isSuspect && origin !== null && isKnownFile(origin.path)) {
    return keepShipped(site, origin.path, origin.line, origin.column);
  }
  keepFirst(site, 'eval', origin === null ? '' : origin.path, 0, 0);
  return true;
}

/** Reads one frame; true when it settles the matter. `isCode`: code generation, where a loader on the stack matters. */
function note(site, ownFile, isCode) {
  if (isEval(site)) return noteGenerated(site);
  const raw = fileNameOf(site);
  if (raw === null || raw === undefined) return false;
  if (startsWith(raw, 'node:')) {
    if (isCode && !where.isLoading && exec(LOADER, raw) !== null) where.isLoading = true;
    return false;
  }
  if (raw === ownFile || startsWith(raw, 'wasm:')) return false;
  if (isCode && !where.isLoading && exec(BUNDLE_LOADER, functionNameOf(site) || '') !== null) where.isLoading = true;
  return noteFrame(site, raw);
}

/** Code that the sensor compiled for the application has its origin in this file: the site is whoever called it. */
function noteCaller(sites, from, ownFile) {
  where.file = '';
  for (let i = from; i < sites.length; i += 1) {
    const raw = isEval(sites[i]) ? null : fileNameOf(sites[i]);
    if (typeof raw !== 'string' || startsWith(raw, 'node:') || raw === ownFile) continue;
    const path = pathOf(raw);
    if (!isKnownFile(path)) continue;
    where.file = path;
    where.line = lineOf(sites[i]) || 0;
    where.column = columnOf(sites[i]) || 0;
    return;
  }
}

/**
 * Fills `where` from the stack above the function `cut`. Evaluated or synthetic code anywhere on
 * the stack decides; else the first frame that is not Node's own.
 */
function locate(cut, frames, ownFile) {
  reset();
  const sites = CallSite === null ? null : captureSites(cut, frames);
  if (sites === null) {
    degrade('stack', 'Error.prepareStackTrace is not usable: provenance unknown');
    where.provenance = 'orphan';
    return where;
  }
  for (let i = 0; i < sites.length; i += 1) {
    if (!note(sites[i], ownFile, frames === CODE_FRAMES)) continue;
    if (where.provenance === 'eval' && (where.file === '' || where.file === ownFile)) noteCaller(sites, i + 1, ownFile);
    break;
  }
  return where;
}

/** Is the caller of `cut` Node's own module loader? */
function isCalledByLoader(cut) {
  const sites = CallSite === null ? null : captureSites(cut, 1);
  return sites !== null && sites.length > 0 && exec(LOADER, fileNameOf(sites[0]) || '') !== null && !isEval(sites[0]);
}

module.exports = { CODE_FRAMES, LAUNCH_FRAMES, isCalledByLoader, locate, markSuspectLine, where };
