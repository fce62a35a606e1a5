import ipaddr from 'ipaddr.js';
import type { ParseWarning } from '../../core/parsed.js';
import type { ComposePort, HostScope, PortRange } from './model.js';
import { placeOf, type Tree, textOf, under } from './tree.js';

const PROTOCOLS = new Set(['tcp', 'udp', 'sctp']);
const VARIABLE = /\$\{[^}]{0,500}\}|\$[A-Za-z_][A-Za-z0-9_]*/g;
/** PyYAML's base-60 integer (YAML 1.1): `22:22` is 1342 for readers such as docker-compose v1. */
const SEXAGESIMAL = /^[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+$/;

/** Which host addresses a bind address means; '' is every address (Docker's default `ip` of 0.0.0.0). */
export function hostScopeOf(hostIp: string): HostScope {
  if (hostIp === '') return 'all';
  if (hostIp === 'localhost') return 'loopback';
  if (!ipaddr.isValid(hostIp)) return 'unknown';
  const address = ipaddr.process(hostIp);
  const range = address.range();
  return range === 'loopback' ? 'loopback' : range === 'unspecified' ? 'all' : 'address';
}

/** `3000` or `3000-3005`; null when it is empty, out of range or no number. */
function portRange(text: string): PortRange | null {
  const found = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text.trim());
  if (found === null) return null;
  const from = Number(found[1]);
  const to = found[2] === undefined ? from : Number(found[2]);
  return from <= to && to <= 65535 ? { from, to } : null;
}

/** Splits at colons outside of brackets and of `${…}`; IPv6 without brackets is handled by the caller. */
function pieces(text: string): readonly string[] {
  const kept: string[] = [];
  const bare = text.replace(VARIABLE, (variable) => {
    kept.push(variable);
    return `\u0000${kept.length - 1}\u0001`;
  });
  const restore = (piece: string): string =>
    piece.replace(/\u0000(\d+)\u0001/g, (_all, index) => kept[Number(index)] ?? '');
  return bare.split(':').map(restore);
}

function withoutBrackets(text: string): string {
  return text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
}

interface Parts {
  readonly hostIp: string;
  readonly published: string;
  readonly target: string;
  readonly protocol: string;
}

function shortParts(text: string): Parts {
  const slash = text.lastIndexOf('/');
  const protocol = slash < 0 ? 'tcp' : text.slice(slash + 1);
  const all = pieces(slash < 0 ? text : text.slice(0, slash));
  const target = all.at(-1) ?? '';
  const published = all.length > 1 ? (all.at(-2) ?? '') : '';
  return { hostIp: withoutBrackets(all.slice(0, -2).join(':')), published, target, protocol };
}

function longParts(tree: Tree): Parts {
  const read = (key: string): string => textOf(under(tree, key)) ?? '';
  return {
    hostIp: withoutBrackets(read('host_ip')),
    published: read('published'),
    target: read('target'),
    protocol: read('protocol') || 'tcp',
  };
}

function unresolvedIn(tree: Tree): readonly string[] {
  if (tree.kind === 'scalar') return tree.unresolved;
  return tree.kind === 'map' ? [...tree.entries.values()].flatMap((entry) => unresolvedIn(entry.value)) : [];
}

function problems(parts: Parts, text: string, tree: Tree, unresolved: readonly string[]): readonly string[] {
  const found: string[] = [];
  if (tree.kind === 'scalar' && tree.plain && SEXAGESIMAL.test(tree.source)) {
    found.push(`port ${text} is unquoted: YAML 1.1 readers take it for a base-60 number`);
  }
  if (unresolved.length > 0) return found;
  const target = portRange(parts.target);
  const published = portRange(parts.published);
  const wrong =
    target === null ||
    (parts.published !== '' && published === null) ||
    !PROTOCOLS.has(parts.protocol) ||
    (parts.hostIp !== '' && hostScopeOf(parts.hostIp) === 'unknown');
  if (wrong) found.push(`port "${text.slice(0, 80)}" is not understood`);
  else if (published && target.to - target.from !== published.to - published.from && target.from !== target.to) {
    found.push(`port "${text.slice(0, 80)}": the ranges differ in length`);
  }
  return found;
}

/** One entry of `ports:`, short or long form (Compose specification, "ports"; docker/go-connections `nat`). */
export function readPort(tree: Tree, warnings: ParseWarning[]): ComposePort | null {
  const text = tree.kind === 'map' ? longText(tree) : textOf(tree);
  if (text === undefined || text.length > 1000) return null;
  const parts = tree.kind === 'map' ? longParts(tree) : shortParts(text);
  const unresolved = unresolvedIn(tree);
  for (const message of problems(parts, text, tree, unresolved)) warnings.push({ line: tree.line, message });
  const protocol = parts.protocol.toLowerCase();
  return {
    text,
    hostIp: parts.hostIp,
    hostScope: hostScopeOf(parts.hostIp),
    published: portRange(parts.published),
    target: portRange(parts.target),
    protocol: protocol === 'udp' || protocol === 'sctp' ? protocol : 'tcp',
    unresolved,
    ...placeOf(tree),
  };
}

function longText(tree: Tree): string {
  const parts = longParts(tree);
  const host = parts.hostIp.includes(':') ? `[${parts.hostIp}]` : parts.hostIp;
  return `${host}${host && ':'}${parts.published}${parts.published || host ? ':' : ''}${parts.target}/${parts.protocol}`;
}

/** What makes two entries the same port when files are merged (compose-go `portIndexer`). */
export function portIdentity(port: ComposePort): string {
  const { hostIp, published, target, protocol, unresolved, text } = port;
  return unresolved.length > 0 ? text : JSON.stringify([hostIp, published, target, protocol]);
}
