'use strict';
// Severity by provenance (sensor.md): evaluated, synthetic or absent origin inside a request is critical.

const { exec } = require('./primordials.cjs');
const { CRITICAL_PATTERNS } = require('./shell-judge.cjs');

/** Names that turn generated code into a theft or a launch. */
const DANGEROUS = /\b(?:process|require|child_process|fetch|mainModule|getBuiltinModule|import)\b/;
/** Bodies that only return a constant of the language: `return this` finds the global object. */
const HARMLESS = /^\s*(?:"use strict";?\s*)?(?:return(?:\s+(?:this|globalThis|true|false|null|\d{1,9}))?\s*;?\s*)?$/;

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

/** Connections and name look-ups. */
function decideConnect(where, inRequest, isKnown, isContainerEngine) {
  if (inRequest && isForeign(where)) return decide('critical', `${where.provenance} origin in a request`);
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
  if (code !== null && exec(DANGEROUS, code) !== null)
    return decide('critical', 'generated code reaches for the process');
  if (where.isLoading && where.provenance !== 'orphan') return decide('informational', 'while a module loads');
  if (where.provenance === 'orphan') return decide('critical', 'no application frame in a request');
  return decide('high', 'code generated in a request from an unknown site');
}

module.exports = { decideCode, decideConnect, decideLaunch };
