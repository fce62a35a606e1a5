'use strict';
// Severity by provenance (sensor.md): evaluated, synthetic or absent origin inside a request is critical.

const { endsWith, exec, parseJson, slice, trim } = require('./primordials.cjs');
const { CRITICAL_PATTERNS } = require('./shell-judge.cjs');

/** Names that turn generated code into a theft or a launch. */
const DANGEROUS = /\b(?:process|require|child_process|fetch|mainModule|getBuiltinModule|import)\b/;
/** Bodies that only return a constant of the language: `return this` finds the global object. */
const HARMLESS = /^\s*(?:"use strict";?\s*)?(?:(?:return\b)?\s*(?:this|globalThis|true|false|null|\d{1,9})?\s*;?\s*)?$/;

/** `globalThis.X = globalThis.X || {};`, the first statement of a manifest of Next. */
const INITIAL = /^\s*(globalThis|self)\.(\w{1,100})\s*=\s*\(?\1\.\2\s*\|\|\s*\{\}\)?\s*;?\s*/;
const ASSIGNMENT = /^\s*(?:globalThis|self)\.\w{1,100}(?:\["[^"\\]{0,500}"\])?\s*=\s*/;
const MAX_DATA = 5 * 1024 * 1024;

/** Text that only assigns JSON to a global, as the manifests that Next evaluates at a page's first request. */
function isData(code) {
  if (code.length > MAX_DATA) return false;
  const initial = exec(INITIAL, code);
  const rest = initial === null ? code : slice(code, initial[0].length);
  const assignment = exec(ASSIGNMENT, rest);
  if (assignment === null) return false;
  const value = trim(slice(rest, assignment[0].length));
  try {
    parseJson(endsWith(value, ';') ? slice(value, 0, -1) : value);
    return true;
  } catch {
    return false;
  }
}

const decision = { __proto__: null, severity: 'informational', reason: '' };

function decide(severity, reason) {
  decision.severity = severity;
  decision.reason = reason;
  return decision;
}

/** Is this origin one that no shipped file has? */
function isForeign(where) {
  return where.provenance === 'eval' || where.provenance === 'synthetic';
}

/** Launches, workers, addons. `pattern`: what the shell syntax tree says, read only for unknown keys. */
function decideLaunch(where, inRequest, isKnown, patternOf) {
  if (isForeign(where) && (inRequest || where.isSuspect))
    return decide('critical', `${where.provenance} origin in a request`);
  if (inRequest && where.provenance === 'orphan') return decide('critical', 'no application frame in a request');
  if (isKnown) return decide('informational', 'known');
  if (!inRequest) return decide('informational', 'outside of a request');
  const pattern = patternOf();
  if (pattern === '') return decide('informational', 'unknown key, nothing dangerous in the command');
  return decide(CRITICAL_PATTERNS[pattern] === true ? 'critical' : 'high', pattern);
}

/**
 * Connections and name look-ups. Node connects on its next tick, without a frame of whoever asked: in a request that
 * had foreign code evaluated (`isTaken`), such a connection is that code's.
 */
function decideConnect(where, inRequest, isKnown, isContainerEngine, isTaken) {
  if (inRequest && isForeign(where)) return decide('critical', `${where.provenance} origin in a request`);
  if (isTaken && where.provenance === 'orphan') return decide('critical', 'in a request that evaluated foreign code');
  if (isKnown) return decide('informational', 'known');
  if (isContainerEngine) return decide(inRequest ? 'high' : 'medium', 'connects to the container engine');
  return decide('informational', 'connection');
}

/** Generated code. `code`: its text, or null where it cannot be seen (direct `eval`). */
function decideCode(where, inRequest, isKnown, code) {
  if (inRequest && isForeign(where)) return decide('critical', `${where.provenance} origin in a request`);
  if (isKnown) return decide('informational', 'known');
  if (!inRequest) return decide('informational', 'outside of a request');
  if (code !== null && exec(HARMLESS, code) !== null) return decide('informational', 'returns a constant');
  if (code !== null && isData(code)) return decide('informational', 'assigns data');
  if (code !== null && exec(DANGEROUS, code) !== null)
    return decide('critical', 'generated code reaches for the process');
  if (where.isLoading && where.provenance !== 'orphan') return decide('informational', 'while a module loads');
  if (where.provenance === 'orphan') return decide('critical', 'no application frame in a request');
  return decide('high', 'code generated in a request from an unknown site');
}

module.exports = { decideCode, decideConnect, decideLaunch };
