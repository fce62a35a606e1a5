import { appLog, at } from '../../moments/bundle-builder.js';
import {
  app,
  appStack,
  attackReport,
  evalStack,
  ledger,
  monitorLine,
  nutsFrom,
  recursion,
  report,
  start,
} from '../../moments/pieces.js';
import { caseAt, patchedAt, quietLog, type RuleCase } from '../rule-case.js';

const now = '2025-12-12T23:00:00Z';
const attack = appLog([
  ...start('2025-12-12T15:51:18Z', '15.3.2'),
  monitorLine('2025-12-12T22:28:59Z', nutsFrom('51.81.104.115')),
]);
const harmless = appLog([monitorLine('2025-12-12T22:28:59Z', 'git config --local --get remote.origin.url', appStack)]);
const note = (text: string) =>
  report(
    'check.md',
    '# Security Check',
    '**Date:** 2025-12-12 22:42 UTC',
    '**Status:** ATTACKS DETECTED',
    '- download from http://51.81.104.115/nuts/x86',
    '',
    `> POST-INVESTIGATION NOTE (2025-12-12 22:57 UTC): ${text}`,
  );

/** Rules 8 to 16: adjudication. */
export const adjudicationCases: readonly RuleCase[] = [
  {
    rule: 'FP_NEEDS_PRODUCER',
    fires: [
      {
        title: 'false positives, without a producer',
        effect: /unsupported/,
        moment: caseAt(now, note('these were FALSE POSITIVES.')),
      },
    ],
    silent: [
      {
        title: 'a producer, its code path and a run with the same text',
        moment: caseAt(
          now,
          note('false positives: scripts/sh/selftest.sh:14 writes this line; reproduced on a second host, same text.'),
        ),
      },
      { title: 'a note that dismisses nothing', moment: caseAt(now, note('container restarted, image rebuilt.')) },
    ],
  },
  {
    rule: 'TWO_FINDINGS',
    fires: [
      {
        title: 'recursion around an attack',
        effect: /both stay open/,
        moment: caseAt(now, appLog(recursion('2025-12-12T22:22:27Z', nutsFrom('5.231.70.66'), evalStack, 300))),
      },
    ],
    silent: [
      {
        title: 'recursion around git config',
        moment: patchedAt(
          '2026-11-20T12:00:00Z',
          appLog(recursion('2026-11-20T11:22:27Z', 'git config --local --get remote.origin.url', appStack, 300)),
        ),
      },
      { title: 'an attack and a sound monitor', moment: caseAt(now, attack) },
    ],
  },
  {
    rule: 'FOREIGN_ADDRESS',
    fires: [
      { title: 'in a command', effect: /critical/, moment: caseAt(now, attack) },
      {
        title: 'in a socket error alone',
        effect: /high/,
        moment: patchedAt(
          '2026-11-20T12:00:00Z',
          appLog([
            `${at('2026-11-20T11:20:05Z')} Error: connect ETIMEDOUT 198.18.44.5:443`,
            `${at('2026-11-20T11:20:05Z', 0, 9)}     at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)`,
          ]),
        ),
      },
    ],
    silent: [
      {
        title: 'a private address',
        moment: patchedAt(
          '2026-11-20T12:00:00Z',
          appLog([`${at('2026-11-20T11:20:05Z')} Error: connect ECONNREFUSED 172.18.0.2:27017`]),
        ),
      },
      {
        title: 'an address of the compose file',
        moment: patchedAt(
          '2026-11-20T12:00:00Z',
          { id: 'compose.env', subject: 'project:payload', text: 'WEBHOOK=198.18.44.5\n' },
          appLog([`${at('2026-11-20T11:20:05Z')} Error: connect ETIMEDOUT 198.18.44.5:443`]),
        ),
      },
    ],
  },
  {
    rule: 'FETCH_AND_RUN',
    fires: [{ title: 'wget, chmod and start', effect: /critical/, moment: caseAt(now, attack) }],
    silent: [
      { title: 'git config', moment: caseAt(now, harmless) },
      {
        title: 'rsync by a script',
        moment: patchedAt(
          '2026-11-20T12:00:00Z',
          appLog([
            monitorLine('2026-11-20T11:00:00Z', 'bash /app/scripts/sh/archive/rsync_pull.sh --since 1', appStack),
          ]),
        ),
      },
      {
        title: 'curl of a feed into a file',
        moment: patchedAt(
          '2026-11-20T12:00:00Z',
          appLog([
            monitorLine(
              '2026-11-20T11:00:00Z',
              'curl -s -o /srv/media/feed.xml https://feeds.radio.example/news.xml',
              appStack,
            ),
          ]),
        ),
      },
    ],
  },
  {
    rule: 'PREDATES_INSTRUMENT',
    fires: [
      {
        title: 'the same family in an older report',
        effect: /refuted/,
        moment: caseAt(
          now,
          attack,
          attackReport('2025-12-05 22:30'),
          ledger(['2025-12-11T08:31:00Z', 'subprocess monitor first deployed']),
        ),
      },
    ],
    silent: [
      {
        title: 'the report is younger than the monitor',
        moment: caseAt(
          now,
          attack,
          attackReport('2025-12-11 22:30'),
          ledger(['2025-12-11T08:31:00Z', 'subprocess monitor first deployed']),
        ),
      },
      {
        title: 'nobody noted a deployment',
        moment: caseAt(
          now,
          attack,
          attackReport('2025-12-05 22:30'),
          ledger(['2025-12-11T08:31:00Z', 'nginx restarted']),
        ),
      },
    ],
  },
  {
    rule: 'RECURRENCE_REOPENS',
    fires: [
      {
        title: 'the family comes back',
        effect: /reopened/,
        moment: caseAt(now, attack, attackReport('2025-12-05 22:30')),
      },
    ],
    silent: [
      { title: 'the first time', moment: caseAt(now, attack) },
      { title: 'another thing is in the log now', moment: caseAt(now, harmless, attackReport('2025-12-05 22:30')) },
    ],
  },
  {
    rule: 'FRESH_HOST_HIT',
    fires: [
      {
        title: 'hit after the rebuild',
        effect: /deployed/,
        moment: caseAt(now, attack, ledger(['2025-12-10T09:00:00Z', 'server rebuilt from a new image'])),
      },
    ],
    silent: [
      {
        title: 'rebuilt after the last hit',
        moment: caseAt('2025-12-13T23:00:00Z', attack, ledger(['2025-12-13T09:00:00Z', 'server rebuilt'])),
      },
      {
        title: 'the app was built anew, not the host',
        moment: caseAt(now, attack, ledger(['2025-12-10T09:00:00Z', 'docker image of the app updated'])),
      },
    ],
  },
  {
    rule: 'TOP_FRAME_IS_SENSOR',
    fires: [
      {
        title: 'the wrapper on top',
        effect: /frames dropped/,
        moment: caseAt(now, appLog([monitorLine('2025-12-12T22:28:59Z', '(whoami)')])),
      },
    ],
    silent: [
      {
        title: 'the caller on top',
        moment: caseAt(
          now,
          appLog([monitorLine('2025-12-12T22:28:59Z', '(whoami)', evalStack.slice(evalStack.indexOf('at Object')))]),
        ),
      },
      {
        title: 'no stack',
        moment: caseAt(
          now,
          appLog([`${at('2025-12-12T22:28:59Z')} [SUBPROC_DIAG] method=exec cmd="git config --get a.b"`]),
        ),
      },
    ],
  },
  {
    rule: 'KNOWN_FRAME',
    fires: [{ title: 'the Flight decoder', effect: /CVE-2025-55182/, moment: caseAt(now, attack) }],
    silent: [
      { title: 'a stack of the app', moment: caseAt(now, harmless) },
      {
        title: 'an error inside Next without evaluated code',
        moment: caseAt(
          now,
          appLog([
            `${at('2025-12-12T22:00:00Z')} TypeError: a is not a function`,
            `${at('2025-12-12T22:00:00Z', 0, 1)}     at r (/app/node_modules/next/dist/compiled/next-server/app-page.runtime.prod.js:25:34007)`,
          ]),
        ),
      },
      { title: `only the container ${app} started`, moment: patchedAt('2026-11-20T12:00:00Z', quietLog) },
    ],
  },
];
