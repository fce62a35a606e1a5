import { appLog } from '../../moments/bundle-builder.js';
import {
  attackReport,
  layer,
  ledger,
  monitorLine,
  node,
  noHistory,
  nutsFrom,
  report,
  start,
  top,
} from '../../moments/pieces.js';
import { caseAt, patchedAt, quietLog, type RuleCase } from '../rule-case.js';

const now = '2025-12-13T10:42:00Z';
const late = '2026-11-20T12:00:00Z';
const attack = appLog([
  ...start('2025-12-12T15:51:18Z', '15.3.2'),
  monitorLine('2025-12-13T08:10:00Z', nutsFrom('51.81.104.115')),
]);
const said = (text: string) =>
  report('check.md', '# Check', '**Date:** 2025-12-13 09:00 UTC', '**Status:** SECURE', `- ${text}`);
const dropped = report(
  'infected.md',
  '# Infected',
  '**Date:** 2025-12-13 08:40 UTC',
  '**Status:** INFECTED',
  '- binary /XHHEw7Gp, 144280 bytes, miner',
  '- attack vector: unknown',
);

/** Rules 34 to 43: caps. */
export const capCases: readonly RuleCase[] = [
  {
    rule: 'VULN_VERSION',
    fires: [{ title: 'next 15.3.2', effect: /AT RISK/, moment: caseAt(now) }],
    silent: [{ title: 'clean releases', moment: patchedAt(late, quietLog) }],
  },
  {
    rule: 'UPGRADE_TARGET',
    fires: [
      {
        title: 'a plan to move to 15.4.7',
        effect: /refused/,
        moment: caseAt('2025-12-16T10:00:00Z', said('15.3.2 is current; plan: move to 15.4.7')),
      },
      { title: 'with its name', moment: caseAt('2025-12-16T10:00:00Z', said('upgrade next to next@15.4.7')) },
    ],
    silent: [
      { title: 'a clean release', moment: caseAt(late, said('upgrade next to 16.4.5')) },
      { title: 'another program', moment: caseAt('2025-12-16T10:00:00Z', said('update mongo to 8.0.4')) },
      { title: 'a version that ran before', moment: caseAt('2025-12-16T10:00:00Z', said('we found 15.3.2 installed')) },
    ],
  },
  {
    rule: 'UNKNOWN_VECTOR',
    fires: [
      {
        title: 'an earlier attack, cause unknown',
        effect: /AT RISK/,
        moment: patchedAt(late, quietLog, attackReport('2025-12-05 22:30')),
      },
    ],
    silent: [
      { title: 'no incident', moment: patchedAt(late, quietLog, noHistory) },
      { title: 'a cause that this bundle confirms', moment: caseAt(now, attack) },
    ],
  },
  {
    rule: 'RESOURCE_UNSEEN',
    fires: [{ title: 'nobody looked at processes', effect: /INCONCLUSIVE/, moment: patchedAt(late, quietLog) }],
    silent: [
      {
        title: 'all processes with their load',
        moment: patchedAt(
          late,
          {
            id: 'host.processes',
            text: 'PID PPID USER STARTED %CPU RSS COMMAND\n1 0 root Fri Nov  6 15:51:18 2026 0.0 11000 /sbin/init\n812 1 root Fri Nov  6 15:51:18 2026 0.0 9000 sshd: /usr/sbin/sshd -D\n',
            command: ['ps', '-eo', 'pid,ppid,user,lstart,pcpu,rss,args'],
          },
          top([node.replace('2025', '2026')]),
          top(
            ['411390 411370 999 Thu Nov 12 15:45:03 2026 1.0 300000 mongod --storageEngine=wiredTiger'],
            'payload-mongo-1',
          ),
        ),
      },
    ],
  },
  {
    rule: 'EVIDENCE_LOST',
    fires: [
      {
        title: 'killed and removed',
        effect: /unproven/,
        moment: caseAt(now, dropped, ledger(['2025-12-13T08:45:00Z', 'killed pid 659168 and removed /AfUxImqu'])),
      },
    ],
    silent: [
      {
        title: 'kept first',
        moment: caseAt(
          now,
          dropped,
          ledger(
            ['2025-12-13T08:44:00Z', 'saved copy of /AfUxImqu with sha256 aa11'],
            ['2025-12-13T08:50:00Z', 'killed pid 659168 after copying it, sha256 noted'],
          ),
        ),
      },
      {
        title: 'an old image was removed',
        moment: caseAt(now, ledger(['2025-12-13T08:45:00Z', 'docker image prune'])),
      },
    ],
  },
  {
    rule: 'SAME_BYTES',
    fires: [
      {
        title: 'the same size under another name',
        effect: /re-infection/,
        moment: caseAt(
          now,
          dropped,
          ...layer(['C /tmp', 'A /tmp/123'], [{ path: '/tmp/123', sizeBytes: 144280, mode: '0777', magic: 'elf' }]),
        ),
      },
    ],
    silent: [
      {
        title: 'another size',
        moment: caseAt(
          now,
          dropped,
          ...layer(['C /tmp', 'A /tmp/123'], [{ path: '/tmp/123', sizeBytes: 144281, mode: '0777', magic: 'elf' }]),
        ),
      },
      {
        title: 'a small file shares its size by chance',
        moment: caseAt(
          now,
          report(
            'i.md',
            '# I',
            '**Date:** 2025-12-13 08:40 UTC',
            '**Status:** INFECTED',
            '- file /tmp/a, 2100 bytes, miner config',
          ),
          ...layer(['A /tmp/b'], [{ path: '/tmp/b', sizeBytes: 2100, mode: '0644', magic: 'text' }]),
        ),
      },
    ],
  },
  {
    rule: 'OWN_ARTEFACT',
    fires: [
      {
        title: "the responders' own copy",
        effect: /no indicator/,
        moment: caseAt(
          now,
          ledger(['2025-12-13T08:45:00Z', 'copied the sample to /tmp/sample-1 for analysis']),
          ...layer(['A /tmp/sample-1'], [{ path: '/tmp/sample-1', sizeBytes: 144280, mode: '0755', magic: 'elf' }]),
        ),
      },
    ],
    silent: [
      {
        title: 'the ledger tells what the attacker did',
        moment: caseAt(
          now,
          ledger(['2025-12-13T08:45:00Z', 'found that the attacker added /tmp/sample-1']),
          ...layer(['A /tmp/sample-1'], [{ path: '/tmp/sample-1', sizeBytes: 144280, mode: '0755', magic: 'elf' }]),
        ),
      },
      {
        title: 'another path',
        moment: caseAt(
          now,
          ledger(['2025-12-13T08:45:00Z', 'copied the sample to /root/evidence']),
          ...layer(['A /tmp/sample-1'], [{ path: '/tmp/sample-1', sizeBytes: 144280, mode: '0755', magic: 'elf' }]),
        ),
      },
    ],
  },
  {
    rule: 'ATTRIBUTION_DATAFLOW',
    fires: [
      {
        title: 'a route with a constant command',
        effect: /refused/,
        moment: caseAt(now, said('entry point found: the route /api/backup, patched')),
      },
      { title: 'the users collection', moment: caseAt(now, attack, said('root cause: Users.update and JSON parsing')) },
    ],
    silent: [
      { title: 'a cause that is unknown', moment: caseAt(now, said('root cause: unknown')) },
      {
        title: 'the advisory, shown by this bundle',
        moment: caseAt(now, attack, said('root cause: CVE-2025-55182 in the Flight decoder')),
      },
    ],
  },
  {
    rule: 'SECRETS_EXPOSED',
    fires: [{ title: 'code ran in the process', effect: /bad/, moment: caseAt(now, attack) }],
    silent: [{ title: 'nothing ran', moment: caseAt(now, appLog(start('2025-12-12T15:51:18Z', '15.3.2'))) }],
  },
  {
    rule: 'SILENCED',
    fires: [
      {
        title: 'lines filtered out',
        effect: /bad/,
        moment: caseAt(now, attack, ledger(['2025-12-13T08:50:00Z', 'suppressed the SUBPROC alerts in the log view'])),
      },
      {
        title: 'severity lowered',
        moment: caseAt(now, attack, said('the alerts were filtered out of the daily report')),
      },
    ],
    silent: [
      {
        title: 'an allow list of addresses',
        moment: caseAt(now, attack, ledger(['2025-12-13T08:50:00Z', 'ssh: ip whitelist set to the office'])),
      },
      {
        title: 'no incident is open',
        moment: patchedAt(
          late,
          quietLog,
          noHistory,
          ledger(['2026-11-19T08:50:00Z', 'ignored lines of the health check in the log view']),
        ),
      },
      { title: 'alerts must not be ignored', moment: caseAt(now, attack, said('these alerts must not be ignored')) },
    ],
  },
];
