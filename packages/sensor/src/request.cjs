'use strict';
// Which HTTP request caused an event: a reference kept by AsyncLocalStorage, read only when needed.

const {
  exec,
  indexOf,
  isArray,
  lastIndexOf,
  lower,
  ownValue,
  slice,
  startsWith,
  trim,
  uncurry,
} = require('./primordials.cjs');
const { AsyncLocalStorage } = require('node:async_hooks');
const { channel } = require('node:diagnostics_channel');
const { BlockList, isIP } = require('node:net');
const { degrade } = require('./state.cjs');

const CHANNEL = 'http.server.request.start';
const storage = new AsyncLocalStorage();
const storeOf = uncurry(AsyncLocalStorage.prototype.getStore);
const enter = uncurry(AsyncLocalStorage.prototype.enterWith);
const checks = uncurry(BlockList.prototype.check);
const proxies = new BlockList();
const requests = channel(CHANNEL);

function onRequest(message) {
  enter(storage, message.request);
}

function addProxy(text) {
  const slash = indexOf(text, '/');
  const address = slash < 0 ? text : slice(text, 0, slash);
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(address) === 0) return degrade('proxies', 'CANDOR_SENSOR_PROXIES has an entry that is no address');
  if (slash < 0) return proxies.addAddress(address, family);
  return proxies.addSubnet(address, +slice(text, slash + 1), family);
}

/** Subscribes to the request channel. `declared`: addresses or CIDRs of the site's own proxies. */
function startRequests(declared) {
  requests.subscribe(onRequest);
  for (let i = 0; i < declared.length; i += 1) {
    try {
      addProxy(declared[i]);
    } catch {
      degrade('proxies', 'CANDOR_SENSOR_PROXIES has an entry that is no network');
    }
  }
}

/** The request this runs in, or undefined. */
function currentRequest() {
  return storeOf(storage);
}

/** False once somebody took the subscription away. */
function isSubscribed() {
  const list = requests._subscribers;
  if (!isArray(list)) return false;
  for (let i = 0; i < list.length; i += 1) if (list[i] === onRequest) return true;
  return false;
}

function header(raw, name) {
  if (!isArray(raw)) return undefined;
  for (let i = 0; i + 1 < raw.length && i < 400; i += 2) {
    if (typeof raw[i] === 'string' && lower(raw[i]) === name) return raw[i + 1];
  }
  return undefined;
}

function plainAddress(text) {
  const bare = startsWith(text, '::ffff:') ? slice(text, 7) : text;
  return isIP(bare) === 0 ? '' : bare;
}

function isProxyAddress(address) {
  return checks(proxies, address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** The nearest address in X-Forwarded-For, from the right, that is not a declared proxy. */
function clientOf(peer, forwarded) {
  let client = peer;
  let rest = typeof forwarded === 'string' ? slice(forwarded, -1000) : '';
  for (let i = 0; i < 32 && rest !== '' && client !== '' && isProxyAddress(client); i += 1) {
    const comma = lastIndexOf(rest, ',');
    const next = plainAddress(trim(slice(rest, comma + 1)));
    if (next === '') return client;
    client = next;
    rest = comma < 0 ? '' : slice(rest, 0, comma);
  }
  return client;
}

function cleanPath(url) {
  if (typeof url !== 'string') return '';
  const found = exec(/^[^?#\0-\x1f]{0,300}/, url);
  return found[0];
}

/** Method, path without its query, client address and `next-action` of a request; null outside of one. */
function describeRequest(request) {
  if (request === undefined || request === null) return null;
  const raw = ownValue(request, 'rawHeaders');
  const socket = ownValue(request, 'socket');
  const peer = socket === undefined || socket === null ? undefined : socket.remoteAddress;
  const method = ownValue(request, 'method');
  return {
    __proto__: null,
    method: typeof method === 'string' ? slice(method, 0, 20) : '',
    path: cleanPath(ownValue(request, 'url')),
    client: clientOf(typeof peer === 'string' ? plainAddress(peer) : '', header(raw, 'x-forwarded-for')),
    nextAction: header(raw, 'next-action') !== undefined,
  };
}

module.exports = { clientOf, currentRequest, describeRequest, isSubscribed, startRequests };
