import ipaddr from 'ipaddr.js';
import type { Indicator } from '../../core/report.js';
import type { Detections, SocketError } from '../../facts/detections.js';
import type { History } from '../../facts/history.js';
import { type DeclaredPeers, isRoutable } from './foreign-peers.js';
import { indicatorKeys } from './indicator-keys.js';
import { type Sign, technique } from './sign.js';

/** What an earlier finding says of a peer. */
interface EarlierMention {
  readonly where: string;
}

/**
 * FOREIGN_ADDRESS for socket errors: the app tried to talk to somebody whom nothing declares. With the same peer in an
 * earlier finding it is critical: the server itself called the attacker's machine. Alone it is high, origin unknown.
 */
export function signsFromPeers(
  detections: Detections,
  history: History | null,
  declared: DeclaredPeers,
  attackHosts: ReadonlySet<string>,
): Sign[] {
  return detections.socketErrors
    .filter((error) => isRoutable(error.peer) && !declared.isDeclared(error.peer))
    .map((error) => signOf(error, earlierMention(error.peer, history, attackHosts)));
}

function earlierMention(
  peer: string,
  history: History | null,
  attackHosts: ReadonlySet<string>,
): EarlierMention | null {
  const wanted = peer.toLowerCase();
  if (attackHosts.has(wanted)) return { where: 'a command of the same log' };
  const report = history?.reports.find(
    (one) =>
      one.tone !== 'good' && one.indicators.some((indicator) => indicatorKeys(indicator).includes(`host:${wanted}`)),
  );
  return report ? { where: report.name } : null;
}

function signOf(error: SocketError, mention: EarlierMention | null): Sign {
  const type: Indicator['type'] = ipaddr.IPv4.isValid(error.peer)
    ? 'ipv4'
    : ipaddr.IPv6.isValid(error.peer)
      ? 'ipv6'
      : 'domain';
  const indicator: Indicator = { type, value: error.peer, role: mention ? 'payload-server' : 'unknown' };
  const times = error.count === 1 ? 'once' : `${error.count} times`;
  const label = mention
    ? `the server itself tried ${times} to reach ${error.peer}, which ${mention.where} names as the attacker's`
    : `the server tried ${times} to reach ${error.peer}, which nothing here declares (${error.code})`;
  return {
    id: `socket-error@${error.subject}:${error.peer}`,
    kind: 'socket-error',
    subject: error.subject,
    label,
    severity: mention ? 'critical' : 'high',
    first: error.at,
    last: error.at,
    indicators: [indicator],
    keys: indicatorKeys(indicator),
    techniques: mention ? [technique('T1105', error.at)] : [],
    executed: 'unknown',
    calls: 0,
    rawLines: error.count,
    hostPids: [],
    sink: null,
    bearings: mention
      ? {
          'attack-succeeded': 'consistent',
          'attack-attempted': 'inconsistent',
          'benign-operation': 'inconsistent',
          'instrument-artefact': 'inconsistent',
        }
      : { 'attack-succeeded': 'consistent', 'benign-operation': 'consistent', 'instrument-artefact': 'inconsistent' },
    artefactOf: [],
    evidence: error.evidence,
  };
}
