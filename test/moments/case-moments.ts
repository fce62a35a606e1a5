import { appLog, caseStack, type Piece } from './bundle-builder.js';
import type { MomentCase } from './moment-case.js';
import {
  attackReport,
  evalStack,
  layer,
  ledger,
  monitorLine,
  node,
  nutsFrom,
  recursion,
  report,
  start,
  top,
} from './pieces.js';

const miner =
  '659168              497100              root                Sat Dec 13 08:18:23 2025   388   2412032   /AfUxImqu -c /jnEe -B';
const said = (date: string, status: string, ...lines: readonly string[]) =>
  report(
    `report-${date.slice(0, 10)}.md`,
    '# Security Report',
    `**Date:** ${date} UTC`,
    `**Status:** ${status}`,
    ...lines.map((line) => `- ${line}`),
  );
const on = (capturedAt: string, ...pieces: readonly Piece[]) => ({ capturedAt, pieces: [...caseStack(), ...pieces] });
const quiet = (moment: string) => appLog(start(moment, '15.3.2'));
const infected = said(
  '2025-12-13 08:40',
  'INFECTED',
  'binary /XHHEw7Gp, 144280 bytes, with the miner /AfUxImqu',
  'attack vector: unknown',
);

/** The rows of the case's table: what was in hand, and what should have been said. */
export const caseMoments: Record<string, MomentCase> = {
  '12-05 14:48 the patched route ran a constant command': {
    atLeast: 'AT RISK',
    rules: ['ATTRIBUTION_DATAFLOW', 'UNKNOWN_VECTOR'],
    moment: on(
      '2025-12-05T15:00:00Z',
      attackReport('2025-12-05 13:30'),
      said('2025-12-05 14:48', 'FIXED', 'entry point found: /api/backup, patched'),
    ),
  },
  '12-07 16:00 the database port as the entry, its log driver none': {
    atLeast: 'AT RISK',
    mustFail: ['LOG-02'],
    rules: ['ATTRIBUTION_DATAFLOW'],
    moment: on(
      '2025-12-07T16:00:00Z',
      attackReport('2025-12-05 22:30'),
      said('2025-12-07 16:00', 'RESOLVED', 'root cause: the exposed database port 27017'),
    ),
  },
  '12-07 21:44 225 alerts in 225 checks': {
    atLeast: 'AT RISK',
    rules: ['INVERTED_ALERT'],
    moment: on(
      '2025-12-07T21:44:00Z',
      attackReport('2025-12-05 22:30'),
      said('2025-12-07 21:44', 'FALSE POSITIVES', '225 checks, 225 alerts, all false'),
    ),
  },
  'G1 12-08 07:35 two changes in one minute': {
    atLeast: 'AT RISK',
    rules: ['ONE_CHANGE', 'UNKNOWN_VECTOR'],
    moment: on(
      '2025-12-08T07:36:00Z',
      attackReport('2025-12-05 22:30'),
      ledger(
        ['2025-12-08T07:10:00Z', 'stopped container mongo-express'],
        ['2025-12-08T07:10:30Z', 'dropped all container egress in DOCKER-USER'],
      ),
      said('2025-12-08 07:35', 'CLEAN', 'stopping one container fixed it'),
    ),
  },
  'G2 12-12 approved for the DNS cutover': {
    atLeast: 'AT RISK',
    mustFail: ['NXT-02'],
    rules: ['VULN_VERSION'],
    moment: on('2025-12-12T11:00:00Z', said('2025-12-12 10:40', 'SAFE WITH NOTES', 'approved for the DNS cutover')),
  },
  'G3 12-12 15:55 safe, a search in the log of a container minutes old': {
    atLeast: 'AT RISK',
    mustFail: ['NXT-02'],
    rules: ['INDICATOR_SCOPE', 'WINDOW_COVERS', 'UNKNOWN_VECTOR'],
    moment: {
      ...on(
        '2025-12-12T15:55:00Z',
        attackReport('2025-12-12 13:30', '5.231.70.66'),
        quiet('2025-12-12T15:51:18Z'),
        said('2025-12-12 15:55', 'SAFE', 'no occurrences of 193.34.213.150 in the container log'),
      ),
      since: '2025-12-11T15:55:00Z',
    },
  },
  'G4 12-12 18:00 safe': {
    atLeast: 'AT RISK',
    mustFail: ['NXT-02'],
    rules: ['UNKNOWN_VECTOR'],
    moment: on(
      '2025-12-12T18:00:00Z',
      attackReport('2025-12-12 13:30', '5.231.70.66'),
      quiet('2025-12-12T15:51:18Z'),
      said('2025-12-12 17:55', 'SAFE'),
    ),
  },
  'G5 12-12 22:42 attacks detected': {
    atLeast: 'COMPROMISED',
    calls: 3,
    rules: ['RECURRENCE_REOPENS', 'KNOWN_FRAME'],
    moment: on(
      '2025-12-12T22:42:00Z',
      attackReport('2025-12-05 22:30'),
      appLog([
        ...start('2025-12-12T15:51:18Z', '15.3.2'),
        monitorLine('2025-12-12T21:49:35Z', '(whoami)'),
        monitorLine('2025-12-12T22:28:59Z', nutsFrom('51.81.104.115')),
        monitorLine('2025-12-12T22:33:23Z', nutsFrom('51.81.104.115')),
      ]),
    ),
  },
  'G6 12-12 22:57 false positives, monitor off': {
    atLeast: 'AT RISK',
    rules: ['FP_NEEDS_PRODUCER', 'SENSOR_BLIND', 'PREDATES_INSTRUMENT'],
    moment: on(
      '2025-12-12T22:58:00Z',
      attackReport('2025-12-05 22:30'),
      quiet('2025-12-12T22:57:10Z'),
      ledger(
        ['2025-12-11T08:31:00Z', 'subprocess monitor first deployed'],
        ['2025-12-12T22:57:00Z', 'sensor disabled: DISABLE_SUBPROC_DIAG=true'],
      ),
      report(
        'check.md',
        '# Check',
        '**Date:** 2025-12-12 22:42 UTC',
        '**Status:** ATTACKS DETECTED',
        '- download from http://51.81.104.115/nuts/x86',
        '> POST-INVESTIGATION NOTE (2025-12-12 22:57 UTC): these were FALSE POSITIVES of the monitor.',
      ),
    ),
  },
  'G7 12-13 08:38 safe, had anybody looked at the processes': {
    atLeast: 'COMPROMISED',
    confidence: 'confirmed',
    mustFail: ['RTC-02', 'RTC-04'],
    rules: ['NAMESPACE'],
    moment: on(
      '2025-12-13T08:38:00Z',
      quiet('2025-12-12T22:58:06Z'),
      top([node, miner]),
      said('2025-12-12 22:42', 'ATTACKS DETECTED', 'download from http://51.81.104.115/nuts/x86'),
    ),
  },
  '12-13 08:40 host infected, cleared by restart': {
    atLeast: 'COMPROMISED',
    rules: ['CREATED_VS_STARTED'],
    moment: {
      capturedAt: '2025-12-13T08:45:00Z',
      pieces: [
        ...caseStack().map((piece) =>
          piece.id === 'docker.inspect'
            ? {
                ...piece,
                text: (piece.text ?? '').replace(
                  '"StartedAt": "2025-12-12T15:51:18Z"',
                  '"StartedAt": "2025-12-13T08:41:00Z"',
                ),
              }
            : piece,
        ),
        quiet('2025-12-13T08:41:00Z'),
        top([node]),
        ...layer(
          ['A /AfUxImqu', 'A /jnEe', 'A /XHHEw7Gp'],
          [
            { path: '/AfUxImqu', sizeBytes: 3192832, mode: '0755', magic: 'elf' },
            { path: '/XHHEw7Gp', sizeBytes: 144280, mode: '0777', magic: 'elf' },
          ],
        ),
        said('2025-12-13 08:40', 'HOST INFECTED', 'the miner /AfUxImqu ran on the host; files cleared by restart'),
      ],
    },
  },
  'G8 12-13 09:12 secure, blocked in INPUT and OUTPUT': {
    atLeast: 'AT RISK',
    mustFail: ['NXT-02'],
    rules: ['EGRESS_CHAIN', 'EVIDENCE_TIME'],
    moment: {
      capturedAt: '2025-12-13T09:12:00Z',
      pieces: [
        ...on(
          '',
          appLog([
            ...start('2025-12-12T22:58:06Z', '15.3.2'),
            monitorLine('2025-12-13T08:10:00Z', nutsFrom('51.81.104.115')),
          ]),
        ).pieces.map((piece) => ({ ...piece, capturedAt: '2025-12-13T08:50:00Z' })),
        {
          id: 'firewall.iptables',
          text: '*filter\n:INPUT ACCEPT [1:1]\n:FORWARD ACCEPT [1:1]\n:OUTPUT ACCEPT [1:1]\n[0:0] -A INPUT -s 51.81.104.115/32 -j DROP\n[0:0] -A OUTPUT -d 51.81.104.115/32 -j DROP\nCOMMIT\n',
          command: ['iptables-save', '-c'],
        },
        said('2025-12-13 09:12', 'SECURE', '51.81.104.115 blocked in INPUT and OUTPUT'),
      ],
    },
  },
  '12-13 10:42 the dormant /tmp/123 has the size of /XHHEw7Gp': {
    atLeast: 'COMPROMISED',
    confidence: 'confirmed',
    mustFail: ['RTC-06'],
    rules: ['SAME_BYTES'],
    moment: on(
      '2025-12-13T10:42:00Z',
      quiet('2025-12-13T08:41:00Z'),
      infected,
      ...layer(['C /tmp', 'A /tmp/123'], [{ path: '/tmp/123', sizeBytes: 144280, mode: '0777', magic: 'elf' }]),
    ),
  },
  '12-15 8,247 lines, blamed on Users.update': {
    atLeast: 'COMPROMISED',
    calls: 1,
    executed: 'no',
    rules: ['BURST_COLLAPSE', 'TWO_FINDINGS', 'ATTRIBUTION_DATAFLOW', 'CLAIMED_NOT_OBSERVED'],
    moment: on(
      '2025-12-15T09:00:00Z',
      appLog([
        ...start('2025-12-14T11:51:18Z', '15.3.2'),
        ...recursion('2025-12-15T06:22:27Z', nutsFrom('5.231.70.66'), evalStack, 8247),
      ]),
      said(
        '2025-12-15 08:30',
        'CRITICAL',
        '8,247 executions',
        'root cause: Users.update and JSON parsing in the users collection',
      ),
    ),
  },
  '12-16 15.3.2 is current, move to 15.4.7': {
    atLeast: 'AT RISK',
    mustFail: ['NXT-02'],
    rules: ['UPGRADE_TARGET', 'VULN_VERSION'],
    moment: on(
      '2025-12-16T09:00:00Z',
      quiet('2025-12-15T11:51:18Z'),
      said('2025-12-16 08:00', 'PLAN', 'next 15.3.2 is current', 'plan: upgrade next to 15.4.7'),
    ),
  },
  '12-16 after the routine bump to 15.3.6': {
    atLeast: 'AT RISK',
    mustNotFail: ['NXT-02'],
    rules: ['UNKNOWN_VECTOR'],
    moment: {
      capturedAt: '2025-12-16T19:00:00Z',
      pieces: [...caseStack('15.3.6'), appLog(start('2025-12-16T15:00:00Z', '15.3.6')), infected],
    },
  },
};
