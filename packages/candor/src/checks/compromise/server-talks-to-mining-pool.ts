import { defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import type { EvidenceRef } from '../../core/evidence.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { defaultPolicy } from '../../core/policy.js';
import { detections } from '../../facts/detections.js';
import { exampleConnection } from '../../facts/examples.js';
import { policy } from '../../facts/policy.js';
import { connections } from '../../facts/sockets.js';
import { analyseArguments } from '../../formats/shell/analyse-command.js';
import { connectionText, isDeclared, isPublicPeer, outboundPublic, poolPorts } from '../shared/destinations.js';
import { exampleDetections } from '../shared/example-detections.js';

function isPoolName(host: string): boolean {
  return analyseArguments(['x', host]).behaviours.some(({ kind }) => kind === 'miner');
}

function finding(subject: string, what: string, location: string, ref: EvidenceRef): Outcome {
  return fail([ref], { subject, what, location });
}

/** RTC-08: connections to the ports and names of mining pools (ATT&CK T1496). */
export const serverTalksToMiningPool = defineCheck({
  id: 'RTC-08',
  title: 'The server talks to a mining pool',
  questions: ['Q3', 'Q5'],
  severity: 'critical',
  required: false,
  needs: { connections, policy },
  uses: { detections },
  decide: (facts) => {
    const allowed = (host: string, port: number | null) => isDeclared(facts.policy.value, { host, port, from: null });
    const open = outboundPublic(facts.connections.value)
      .filter(
        ({ proto, peerPort, peerAddress }) =>
          proto === 'tcp' && poolPorts.has(peerPort) && !allowed(peerAddress, peerPort),
      )
      .map((connection) => {
        const text = connectionText(connection);
        return finding(
          connection.subject,
          `${connection.subject} talks to ${text}, a port of mining pools`,
          `${connection.subject} → ${text}`,
          connection.ref,
        );
      });
    const errors = facts.detections.status === 'known' ? facts.detections.value.socketErrors : [];
    const tried = errors
      .filter(
        ({ peer, port }) =>
          isPoolName(peer) || (isPublicPeer(peer) && port !== null && poolPorts.has(port) && !allowed(peer, port)),
      )
      .map(({ subject, peer, port, code, evidence }) =>
        finding(
          subject,
          `${subject} tried to reach ${peer}:${port ?? '?'} (${code}), a mining pool by name or port`,
          `${subject} → ${peer}`,
          evidence[0],
        ),
      );
    const found = [...open, ...tried];
    if (found.length > 0) return found;
    return pass(facts.connections.evidence, {
      what: `none of ${facts.connections.value.length} connections goes to a pool's port`,
    });
  },
  whyItMatters: 'A miner has to deliver its work. The connection to the pool is there for as long as it runs.',
  verifyByHand: "ss -tanp | grep -E ':(3333|4444|5555|7777|13333|14444)\\b'",
  remediation: {
    text: 'Find the process behind the connection and keep a copy of it, then cut the container off.',
    commands: ['sudo ss -tanp', 'docker pause CONTAINER'],
  },
  references: ['ATT&CK T1496'],
  examples: {
    pass: [
      { title: 'the database', facts: { connections: seen([exampleConnection()]), policy: seen(defaultPolicy) } },
      {
        title: 'a declared service on such a port',
        facts: {
          connections: seen([exampleConnection({ peerAddress: '203.0.113.5', peerPort: 5555 })]),
          policy: seen({ ...defaultPolicy, destinations: [{ to: '203.0.113.5', port: 5555 }] }),
        },
      },
    ],
    fail: [
      {
        title: 'port 3333',
        facts: {
          connections: partlySeen([exampleConnection({ peerAddress: '203.0.113.5', peerPort: 3333 })]),
          policy: seen(defaultPolicy),
        },
      },
      {
        title: 'a pool by name, in an error of the app',
        facts: {
          connections: seen([]),
          policy: seen(defaultPolicy),
          detections: seen(
            exampleDetections({
              socketErrors: [
                {
                  subject: 'container:site-app-1',
                  at: null,
                  code: 'ENOTFOUND',
                  peer: 'auto.c3pool.org',
                  port: 443,
                  count: 1,
                  evidence: [exampleRef('docker.logs')],
                },
              ],
            }),
          ),
        },
      },
    ],
    blind: [
      { title: 'connections not read', facts: { connections: unseen(), policy: seen(defaultPolicy) } },
      { title: 'a part was read', facts: { connections: partlySeen([]), policy: seen(defaultPolicy) } },
    ],
  },
});
