import { appLog } from '../../moments/bundle-builder.js';
import {
  appStack,
  attackReport,
  evalStack,
  ledger,
  monitorLine,
  nutsFrom,
  recursion,
  report,
} from '../../moments/pieces.js';
import { caseAt, patchedAt, quietLog, type RuleCase } from '../rule-case.js';

const waves = appLog([
  monitorLine('2025-12-12T10:00:00Z', nutsFrom('5.231.70.66')),
  monitorLine('2025-12-12T14:00:00Z', nutsFrom('5.231.70.66')),
]);
const said = (text: string, date = '2025-12-12 15:00') =>
  report('later.md', '# Check', `**Date:** ${date} UTC`, '**Status:** SAFE', `- ${text}`);
const now = '2025-12-12T16:00:00Z';

/** Rules 17 to 20: counting. */
export const countingCases: readonly RuleCase[] = [
  {
    rule: 'BURST_COLLAPSE',
    fires: [
      {
        title: 'recursion',
        effect: /^\d+ lines → 1 calls/,
        moment: caseAt(now, appLog(recursion('2025-12-12T12:22:27Z', '(whoami)', evalStack, 300))),
      },
    ],
    silent: [
      { title: 'two calls four hours apart', moment: caseAt(now, waves) },
      { title: 'no call', moment: patchedAt('2026-11-20T12:00:00Z', quietLog) },
    ],
  },
  {
    rule: 'BASE_RATE',
    fires: [
      {
        title: 'an hour without an attack that came every four',
        effect: /not credited/,
        moment: caseAt(now, waves, said('no attacks since the fix')),
      },
    ],
    silent: [
      { title: 'nothing was claimed', moment: caseAt(now, waves, said('the app was restarted')) },
      {
        title: 'a single wave has no rate',
        moment: caseAt(
          now,
          appLog([monitorLine('2025-12-12T10:00:00Z', '(whoami)')]),
          said('no attacks since the fix'),
        ),
      },
      {
        title: 'many were expected by then',
        moment: caseAt('2025-12-14T16:00:00Z', waves, said('no attacks since the fix', '2025-12-14 15:00')),
      },
    ],
  },
  {
    rule: 'ONE_CHANGE',
    fires: [
      {
        title: 'one container stopped and all egress dropped in the same minute',
        effect: /no single change/,
        moment: caseAt(
          '2025-12-08T08:00:00Z',
          ledger(
            ['2025-12-08T07:10:00Z', 'stopped container db-ui'],
            ['2025-12-08T07:10:20Z', 'dropped all container egress in DOCKER-USER'],
          ),
          report(
            'clean.md',
            '# Check',
            '**Date:** 2025-12-08 07:35 UTC',
            '**Status:** CLEAN',
            '- stopping one container fixed it',
          ),
        ),
      },
    ],
    silent: [
      {
        title: 'one change a day',
        moment: caseAt(
          '2025-12-09T08:00:00Z',
          ledger(
            ['2025-12-07T07:10:00Z', 'stopped container db-ui'],
            ['2025-12-08T07:10:20Z', 'dropped all container egress'],
          ),
          report('clean.md', '# Check', '**Date:** 2025-12-08 07:35 UTC', '**Status:** CLEAN'),
        ),
      },
      {
        title: 'the report came between the two',
        moment: caseAt(
          '2025-12-09T08:00:00Z',
          ledger(
            ['2025-12-08T07:10:00Z', 'stopped container db-ui'],
            ['2025-12-08T07:50:00Z', 'dropped all container egress'],
          ),
          report('clean.md', '# Check', '**Date:** 2025-12-08 07:35 UTC', '**Status:** CLEAN'),
        ),
      },
    ],
  },
  {
    rule: 'SUM_CHECK',
    fires: [
      {
        title: 'items that do not add up',
        effect: /not used/,
        moment: caseAt(now, said('24,186 malicious calls in the last 2 hours (16,000 execSync, 7,719 spawnSync)')),
      },
    ],
    silent: [
      {
        title: 'items that add up',
        moment: caseAt(now, said('24,186 malicious calls in the last 2 hours (16,467 execSync, 7,719 spawnSync)')),
      },
      {
        title: 'a bracket that counts nothing',
        moment: caseAt(now, said('8,250 lines of one call (seen at 08:31, monitor defect)')),
      },
      { title: 'a time before the bracket', moment: caseAt(now, attackReport('2025-12-12 13:30'), recursionFree()) },
    ],
  },
];

function recursionFree() {
  return appLog([monitorLine('2025-12-12T12:22:27Z', 'git config --local --get remote.origin.url', appStack)]);
}
