'use strict';
// Payload's CLI loads migrations by `eval("import('…')")` (payload/dist/utilities/dynamicImport.js).
// With a policy, that shape is allowed for named packages and project directories alone.

const { exec, indexOf, isArray, startsWith } = require('./primordials.cjs');
const { baseline, isBelow, isInPackage } = require('./keys.cjs');
const { pathOf } = require('./files.cjs');
const { event, judgeCode, judgeMigration } = require('./judge.cjs');
const { needRoom } = require('./room.cjs');
const { state } = require('./state.cjs');

const SHAPE = /^\s*(?:await\s+)?import\(\s*(['"`])([^'"`\\]{1,2000})\1\s*\)\s*;?\s*$/;
const CANARY = "import('candor:canary')";
const policy = { __proto__: null, allow: null };

/** Sets the policy: CANDOR_SENSOR_MIGRATIONS wins over the baseline file; null is no policy. */
function setPolicy(list) {
  policy.allow = list !== null ? list : baseline.migrations;
}

function isAllowed(specifier) {
  const path = pathOf(specifier);
  if (indexOf(path, '/../') >= 0) return false;
  if (startsWith(path, '/')) return isBelow(path, policy.allow) || isInPackage(path, policy.allow);
  for (let i = 0; i < policy.allow.length; i += 1) {
    if (specifier === policy.allow[i] || startsWith(specifier, `${policy.allow[i]}/`)) return true;
  }
  return false;
}

function observe(text, cut, isRefused) {
  state.counters.seen += 1;
  state.accounted = false;
  state.depth = 1;
  try {
    needRoom();
    if (isRefused === null) judgeCode('eval', text, cut);
    else judgeMigration(text, cut, isRefused);
    return event.blocked;
  } catch {
    if (!state.accounted) state.counters.dropped += 1;
    return isRefused === true && state.mode === 'block';
  } finally {
    state.depth = 0;
  }
}

/** True when this evaluation has to be refused. Reports what is evaluated at a site of migrations. */
function evalMigration(source, cut) {
  const text = typeof source === 'string' ? source : '';
  if (state.canary === 'migrations') {
    const found = exec(SHAPE, text);
    state.hooks.migrations = found !== null && !isAllowed(found[2]);
    return true;
  }
  if (typeof source !== 'string') return false;
  const found = exec(SHAPE, text);
  return observe(text, cut, found === null ? null : !isAllowed(found[2]));
}

/** Is this a place where Payload evaluates imports, and is there a policy for it? */
function isSite(where) {
  if (!isArray(policy.allow)) return false;
  const owner = where.provenance;
  return owner === 'dep:payload' || startsWith(owner, 'dep:@payloadcms/') || where.name === 'dynamicImport';
}

evalMigration.isSite = isSite;

module.exports = { CANARY, evalMigration, policy, setPolicy };
