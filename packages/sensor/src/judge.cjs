'use strict';
// From a hooked call to a judged event: request, stack, key, decision, signature.

const { exec, indexOf, slice, startsWith, WeakSet, weakAdd, weakHas } = require('./primordials.cjs');
const { state } = require('./state.cjs');
const { argvOf, hashText, launch, maskSecrets } = require('./copy.cjs');
const { decideCode, decideConnect, decideLaunch } = require('./decide.cjs');
const { record } = require('./events.cjs');
const { isKnownKey, keyOf, root } = require('./keys.cjs');
const { currentRequest } = require('./request.cjs');
const { judgeLaunch } = require('./shell-judge.cjs');
const { shapeOf, targetOf } = require('./shape.cjs');
const { CODE_FRAMES, LAUNCH_FRAMES, locate, where } = require('./stack.cjs');
const { baseNameOfOwnFile, ownFile } = require('./own-file.cjs');

const MAX_CODE = 400;
const ENGINE_SOCKET = /(?:docker|podman|containerd|crio)[\w.-]{0,20}\.sock$/;
const skipFile = baseNameOfOwnFile === 'sensor.cjs' ? ownFile : '';

/** Requests in which foreign code was at work. */
const takenRequests = new WeakSet();

/** The event in hand. One object for all; `record` copies what it keeps. */
const event = {
  __proto__: null,
  kind: '',
  api: '',
  target: '',
  key: '',
  signature: '',
  severity: '',
  reason: '',
  blocked: false,
  request: undefined,
  isFirst: false,
  fields: null,
  fieldsOf: null,
  code: null,
};

/** Tells texts of one site apart where the site is not known; equal for all that cannot be seen. */
function hashOf(code) {
  return code === null ? '' : `${hashText(0x811c9dc5, slice(code, 0, 4096))} ${code.length}`;
}

/** Text of generated code from the arguments of a constructor; strings only, bounded. */
function codeOf(args) {
  let text = '';
  for (let i = 0; i < args.length && i < 16; i += 1) {
    text += `${i === 0 ? '' : '\n'}${typeof args[i] === 'string' ? slice(args[i], 0, 20_000) : '[object]'}`;
  }
  return text;
}

function begin(kind, api, cut, frames) {
  event.kind = kind;
  event.api = api;
  event.request = currentRequest();
  locate(cut, frames, skipFile);
}

function finish(decision, shape, isRefused) {
  event.severity = decision.severity;
  event.reason = decision.reason;
  if (decision.severity === 'critical' && event.request !== undefined) weakAdd(takenRequests, event.request);
  event.blocked = state.mode === 'block' && (decision.severity === 'critical' || isRefused === true);
  const inRequest = event.request === undefined ? '' : ' in request';
  event.signature = `${event.key} ${where.line}:${where.column} ${decision.severity}${inRequest} ${shape}`;
  return record(event);
}

function originFields() {
  return {
    __proto__: null,
    api: event.api,
    provenance: where.provenance,
    key: event.key,
    known: event.reason === 'known',
    site: where.line > 0 ? `${where.file}:${where.line}:${where.column}` : where.file,
    function: slice(where.name, 0, 100),
  };
}

function launchFields() {
  const fields = originFields();
  fields.file = launch.file;
  fields.argv = argvOf();
  fields.argvHash = launch.hash;
  fields.argvTruncated = launch.truncated;
  return fields;
}

function codeFields() {
  const fields = originFields();
  fields.code = event.code === null ? null : maskSecrets(slice(event.code, 0, MAX_CODE));
  fields.codeLength = event.code === null ? null : event.code.length;
  return fields;
}

function peerFields() {
  const fields = originFields();
  fields.peer = event.target;
  return fields;
}

/** An addon among the application's own packages, also where the whole application lies in a place for temporary files. */
function isOwnAddon() {
  return (
    event.kind === 'dlopen' &&
    startsWith(launch.file, `${root}/`) &&
    indexOf(launch.file, '/node_modules/', root.length) >= 0
  );
}

const patternOf = () => (isOwnAddon() ? '' : judgeLaunch(launch));

/** Judges the launch in `launch` (see copyLaunch); `code` is the text a worker evaluates, else undefined. */
function judgeStart(kind, api, cut, code) {
  begin(kind, api, cut, LAUNCH_FRAMES);
  event.target = targetOf(launch);
  event.key = keyOf(where, api, event.target);
  const inRequest = event.request !== undefined;
  const isKnown = isKnownKey(event.key);
  const decision =
    code === undefined
      ? decideLaunch(where, inRequest, isKnown, patternOf)
      : decideCode(where, inRequest, isKnown, code);
  event.fieldsOf = launchFields;
  const isPlain = decision.severity === 'informational';
  return finish(decision, isPlain ? shapeOf(launch) : `${launch.hash}`);
}

/** Judges a connection or a name look-up. */
function judgePeer(kind, api, target, cut) {
  begin(kind, api, cut, LAUNCH_FRAMES);
  event.target = slice(target, 0, 300);
  event.key = keyOf(where, api, event.target);
  event.fieldsOf = peerFields;
  const isEngine = kind === 'connect' && exec(ENGINE_SOCKET, event.target) !== null;
  const isTaken = event.request !== undefined && weakHas(takenRequests, event.request);
  return finish(decideConnect(where, event.request !== undefined, isKnownKey(event.key), isEngine, isTaken), '');
}

/** Judges generated code; `code` is null where its text cannot be seen. */
function judgeCode(api, code, cut) {
  begin('codegen', api, cut, CODE_FRAMES);
  event.code = code;
  event.key = keyOf(where, api, 'code');
  event.fieldsOf = codeFields;
  return finish(decideCode(where, event.request !== undefined, isKnownKey(event.key), code), hashOf(code));
}

/** Judges an evaluated import at a site of migrations; the policy alone decides. */
function judgeMigration(code, cut, isRefused) {
  begin('codegen', 'eval-import', cut, CODE_FRAMES);
  event.code = code;
  event.key = keyOf(where, 'eval-import', 'code');
  event.fieldsOf = codeFields;
  const reason = isRefused ? 'migration outside of the policy' : 'migration allowed by the policy';
  return finish({ __proto__: null, severity: isRefused ? 'high' : 'informational', reason }, code, isRefused);
}

/** Fills `where` for generated code. */
function locateCode(cut) {
  return locate(cut, CODE_FRAMES, skipFile);
}

/** Does code generation here need a look at its text? Not at start, not from a known site. */
function needsText(api, cut) {
  if (currentRequest() === undefined) return false;
  locateCode(cut);
  return !isKnownKey(keyOf(where, api, 'code'));
}

module.exports = { codeOf, event, judgeCode, judgeMigration, judgePeer, judgeStart, locateCode, needsText };
