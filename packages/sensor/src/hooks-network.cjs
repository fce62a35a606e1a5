'use strict';
// Connections: every client of Node's ends at `connect` of a TCP, pipe or UDP handle; names at
// getaddrinfo or a c-ares channel.

const { Map, apply, isArray, isProxy, mapClear, mapGet, mapSet, mapSize, ownValue } = require('./primordials.cjs');
const net = require('node:net');
const { event, judgePeer } = require('./judge.cjs');
const { hookProperty, sight } = require('./hook.cjs');
const { currentRequest } = require('./request.cjs');
const { needRoom } = require('./room.cjs');
const { state } = require('./state.cjs');

const EACCES = -13;
const { counters } = state;

/** Judges one connection; true when it is refused. */
function isRefused(kind, api, target, cut) {
  counters.seen += 1;
  state.accounted = false;
  state.depth = 1;
  try {
    needRoom();
    judgePeer(kind, api, target, cut);
    return event.blocked;
  } catch {
    // No call here: at the end of the stack it would throw again.
    if (!state.accounted) counters.dropped += 1;
    return false;
  } finally {
    state.depth = 0;
  }
}

const textOf = (value) => (typeof value === 'string' ? value : typeof value === 'number' ? `${value}` : '');
const hostPort = (args) => (typeof args[2] === 'number' ? `${textOf(args[1])}:${args[2]}` : textOf(args[1]));
const second = (args) => textOf(args[1]);

/** `name` is the api and the hook's name; `targetOf` reads the peer from the arguments. */
function peerHandler(kind, name, targetOf) {
  const handler = {
    __proto__: null,
    apply(target, self, args) {
      if (state.depth !== 0) return apply(target, self, args);
      if (state.canary === name) {
        sight(name, true);
        return EACCES;
      }
      return isRefused(kind, name, targetOf(args), handler.apply) ? EACCES : apply(target, self, args);
    },
  };
  return handler;
}

const MAX_PEERS = 1000;
const peers = new Map();

/** A datagram's peer: `send(req, list, count, port, address, hasCallback)`. */
const datagramPeer = (args) => (typeof args[4] === 'string' ? `${args[4]}:${textOf(args[3])}` : 'connected');

/** Datagrams are many: outside of requests a peer is reported once and its repeats are not counted. */
function sendHandler(name) {
  const inner = peerHandler('connect', name, datagramPeer);
  return {
    __proto__: null,
    apply(target, self, args) {
      if (state.depth !== 0 || state.canary !== null || currentRequest() !== undefined)
        return inner.apply(target, self, args);
      const peer = datagramPeer(args);
      if (mapGet(peers, peer) === true) return apply(target, self, args);
      if (mapSize(peers) >= MAX_PEERS) mapClear(peers);
      mapSet(peers, peer, true);
      return inner.apply(target, self, args);
    },
  };
}

function hookHandles(binding) {
  const { TCP } = binding('tcp_wrap');
  const { Pipe } = binding('pipe_wrap');
  const { UDP } = binding('udp_wrap');
  hookProperty('tcp.connect', TCP.prototype, 'connect', peerHandler('connect', 'tcp.connect', hostPort));
  hookProperty('tcp.connect6', TCP.prototype, 'connect6', peerHandler('connect', 'tcp.connect6', hostPort));
  hookProperty('pipe.connect', Pipe.prototype, 'connect', peerHandler('connect', 'pipe.connect', second));
  hookProperty('udp.send', UDP.prototype, 'send', sendHandler('udp.send'));
  hookProperty('udp.send6', UDP.prototype, 'send6', sendHandler('udp.send6'));
}

function hookNames(binding) {
  const cares = binding('cares_wrap');
  hookProperty('getaddrinfo', cares, 'getaddrinfo', peerHandler('dns', 'getaddrinfo', second));
  const { prototype } = cares.ChannelWrap;
  const names = Object.getOwnPropertyNames(prototype);
  for (let i = 0; i < names.length; i += 1) {
    const isQuery = /^(?:query|getHostByAddr)/.test(names[i]);
    if (isQuery) hookProperty(`dns.${names[i]}`, prototype, names[i], peerHandler('dns', `dns.${names[i]}`, second));
  }
}

/** The peer in the arguments of `net.Socket.prototype.connect`: options, path, or port and host. */
function socketPeer(args) {
  const list = ownValue(args, 0);
  const first = !isProxy(list) && isArray(list) ? ownValue(list, 0) : list;
  const path = ownValue(first, 'path');
  if (typeof path === 'string') return path;
  if (typeof first === 'object' && first !== null)
    return `${textOf(ownValue(first, 'host'))}:${textOf(ownValue(first, 'port'))}`;
  return typeof first === 'number' ? `${textOf(args[1])}:${first}` : textOf(first);
}

/** Degraded mode: where the handles cannot be reached, the socket class is wrapped. */
function hookSockets() {
  const handler = peerHandler('connect', 'net.connect', socketPeer);
  const inner = handler.apply;
  handler.apply = function connectHook(target, self, args) {
    return state.canary === 'net.connect' || state.depth !== 0
      ? inner(target, self, args)
      : connectSocket(target, self, args, connectHook);
  };
  hookProperty('net.connect', net.Socket.prototype, 'connect', handler);
}

function connectSocket(target, self, args, cut) {
  if (!isRefused('connect', 'net.connect', socketPeer(args), cut)) return apply(target, self, args);
  const error = new Error('connect EACCES');
  error.code = 'EACCES';
  return self.destroy(error);
}

module.exports = { hookHandles, hookNames, hookSockets };
