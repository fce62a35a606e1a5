import { addressMatches, isEverything } from './address-match.js';
import type { Hook, Ports, RuleMatch } from './model.js';

/**
 * The first packet of a new connection. `dport` is the port after address translation, `origDport` the one the client
 * asked for. What is left out is unknown: name `inInterface`, or rules on `lo` leave the answer open.
 */
export interface Packet {
  readonly hook: Extract<Hook, 'input' | 'forward' | 'prerouting' | 'output'>;
  readonly family: 'ip' | 'ip6';
  readonly proto: string;
  readonly dport: number;
  readonly origDport?: number;
  readonly saddr?: string;
  readonly daddr?: string;
  readonly inInterface?: string;
  readonly outInterface?: string;
}

/** Whether a condition holds; `maybe` = the packet's description or our understanding does not settle it. */
type Truth = true | false | 'maybe';

function not(truth: Truth, negated: boolean): Truth {
  return truth === 'maybe' ? 'maybe' : truth !== negated;
}

function any(truths: readonly Truth[]): Truth {
  return truths.includes(true) ? true : truths.includes('maybe') ? 'maybe' : false;
}

function address(packet: Packet, match: Extract<RuleMatch, { kind: 'saddr' | 'daddr' | 'origDaddr' }>): Truth {
  if (match.family !== null && match.family !== packet.family) return false;
  const value = match.kind === 'saddr' ? packet.saddr : match.kind === 'daddr' ? packet.daddr : undefined;
  const found = match.addresses.map((pattern): Truth => {
    if (isEverything(pattern)) return true;
    return value === undefined ? 'maybe' : (addressMatches(value, pattern) ?? 'maybe');
  });
  return not(any(match.complete ? found : [...found, 'maybe']), match.negated);
}

function originalPort(packet: Packet): number | undefined {
  return packet.origDport ?? (packet.hook === 'forward' ? undefined : packet.dport);
}

function port(
  packet: Packet,
  match: {
    readonly kind: string;
    readonly ports: readonly Ports[];
    readonly complete: boolean;
    readonly negated: boolean;
  },
): Truth {
  const value = match.kind === 'dport' ? packet.dport : match.kind === 'origDport' ? originalPort(packet) : undefined;
  const found = match.ports.map(({ from, to }): Truth => {
    if (from <= 0 && to >= 65535) return true;
    return value === undefined ? 'maybe' : value >= from && value <= to;
  });
  return not(any(match.complete ? found : [...found, 'maybe']), match.negated);
}

/** A new connection is `new`; `dnat` is a state of its own in iptables (`--ctstate DNAT`, iptables-extensions(8)). */
function state(packet: Packet, states: readonly string[]): Truth {
  return any(
    states.map((one): Truth => {
      if (one === 'new') return true;
      if (one === 'dnat' || one === 'snat') return one === 'dnat' && packet.origDport !== undefined ? true : 'maybe';
      return false;
    }),
  );
}

function names(value: string | undefined, patterns: readonly string[]): Truth {
  return any(
    patterns.map((pattern): Truth => {
      if (pattern === '*') return true;
      if (value === undefined) return 'maybe';
      return pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : value === pattern;
    }),
  );
}

function interfaceTruth(packet: Packet, match: Extract<RuleMatch, { kind: 'iif' | 'oif' }>): Truth {
  const incoming = match.kind === 'iif';
  if (incoming ? packet.hook === 'output' : packet.hook === 'input' || packet.hook === 'prerouting')
    return match.negated;
  return not(names(incoming ? packet.inInterface : packet.outInterface, match.names), match.negated);
}

/** In `input` the destination is the host's own unicast address; in `output` the source is. */
function addressType(packet: Packet, match: Extract<RuleMatch, { kind: 'addressType' }>): Truth {
  const local = packet.hook === 'input' ? match.side === 'daddr' : packet.hook === 'output' && match.side === 'saddr';
  if (local) return not(match.types.includes('local'), match.negated);
  const forwarded =
    packet.hook === 'forward' && match.side === 'daddr' && match.types.every((type) => type === 'local');
  return forwarded ? not(false, match.negated) : 'maybe';
}

function one(packet: Packet, match: RuleMatch): Truth {
  switch (match.kind) {
    case 'saddr':
    case 'daddr':
    case 'origDaddr':
      return address(packet, match);
    case 'family':
      return not(match.family === packet.family, match.negated);
    case 'proto':
      return not(match.protocols.includes('all') || match.protocols.includes(packet.proto), match.negated);
    case 'sport':
    case 'dport':
    case 'origDport':
      return port(packet, match);
    case 'ctState':
      return not(state(packet, match.states), match.negated);
    case 'ctDirection':
      return match.direction === 'original';
    case 'iif':
    case 'oif':
      return interfaceTruth(packet, match);
    case 'addressType':
      return addressType(packet, match);
    case 'rate':
      return match.whenQuiet;
    case 'unknown':
      return 'maybe';
  }
}

/** Whether all conditions of a rule hold: one that surely fails settles it, whatever is not understood beside it. */
export function holds(packet: Packet, matches: readonly RuleMatch[]): Truth {
  const truths = matches.map((match) => one(packet, match));
  return truths.includes(false) ? false : truths.includes('maybe') ? 'maybe' : true;
}
