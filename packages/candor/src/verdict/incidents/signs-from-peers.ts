import ipaddr from 'ipaddr.js';
import type { Indicator } from '../../core/report.js';
import type { Detections, SocketError, ToolOutput } from '../../facts/detections.js';
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

/**
 * Output of a download tool in the app's own log that names an undeclared peer: a child ran and reached out. What runs
 * before the app is up (an `apk add` at the start) talks to package mirrors and is judged by its own check.
 */
export function signsFromOutputs(detections: Detections, declared: DeclaredPeers): Sign[] {
  return detections.outputs.flatMap((output) => {
    const foreign = output.peers.filter(
      (peer) => isRoutable(peer) && !declared.isDeclared(peer) && !isPackageMirror(peer),
    );
    return foreign.length > 0 ? [signOfOutput(output, foreign)] : [];
  });
}

/** Mirrors of distributions and of npm: ordinary at a container's start. */
function isPackageMirror(peer: string): boolean {
  return /(?:^|\.)(?:alpinelinux\.org|debian\.org|ubuntu\.com|npmjs\.org|npmjs\.com|yarnpkg\.com|nodejs\.org)$/i.test(
    peer,
  );
}

function signOfOutput(output: ToolOutput, foreign: readonly string[]): Sign {
  const indicators = foreign.map((value): Indicator => ({ type: typeOf(value), value, role: 'payload-server' }));
  return {
    id: `output@${output.subject}:${foreign.join(',')}`,
    kind: 'effect',
    subject: output.subject,
    label: `${output.subject.replace('container:', '')} logged the output of a download tool that talked to ${foreign.join(', ')}`,
    severity: 'critical',
    first: output.first,
    last: output.last,
    indicators,
    keys: indicators.flatMap(indicatorKeys),
    techniques: [technique('T1105', output.first), technique('T1059', output.first)],
    executed: 'yes',
    calls: 1,
    rawLines: output.lines,
    hostPids: [],
    sink: null,
    bearings: {
      'attack-succeeded': 'consistent',
      'attack-attempted': 'inconsistent',
      'benign-operation': 'inconsistent',
      'instrument-artefact': 'inconsistent',
    },
    artefactOf: [],
    evidence: output.evidence,
  };
}

function typeOf(peer: string): Indicator['type'] {
  return ipaddr.IPv4.isValid(peer) ? 'ipv4' : ipaddr.IPv6.isValid(peer) ? 'ipv6' : 'domain';
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
