import { type SceneStep, twoHalves } from '../../../packages/candor/src/parsers/testing/two-halves.js';
import { appLog, at } from '../../moments/bundle-builder.js';
import { appStack, ledger, monitorLine, noHistory, nutsFrom, recursion, report, start } from '../../moments/pieces.js';
import { caseAt, edited, patchedAt, quietLog, type RuleCase } from '../rule-case.js';

const now = '2026-11-20T12:00:00Z';
const monitorSays = (text: string, when = '2026-11-20T10:00:00Z') => `${at(when)} [SUBPROC_DIAG_GLOBAL] ${text}`;

const past: SceneStep = { argv: ['/app/run'], by: 'kernel' };

/** Rules 1 to 7, and 49: sensors. */
export const sensorCases: readonly RuleCase[] = [
  {
    rule: 'SENSOR_BLIND',
    fires: [
      {
        title: 'the ledger says off',
        effect: /unknown/,
        moment: patchedAt(
          now,
          quietLog,
          ledger(['2026-11-19T22:57:00Z', 'sensor disabled: DISABLE_SUBPROC_DIAG=true']),
        ),
      },
      {
        title: 'the environment says off',
        moment: {
          capturedAt: now,
          pieces: edited(
            patchedAt(now, quietLog).pieces,
            'docker.inspect',
            '"NODE_ENV=production"',
            '"NODE_ENV=production","CANDOR_SENSOR=off"',
          ),
        },
      },
      {
        title: 'its own log says off',
        moment: patchedAt(now, appLog([monitorSays('DISABLED via DISABLE_SUBPROC_DIAG=true')])),
      },
    ],
    silent: [
      {
        title: 'switched on again',
        moment: patchedAt(
          now,
          quietLog,
          ledger(
            ['2026-11-18T22:57:00Z', 'sensor disabled for the upgrade'],
            ['2026-11-18T23:10:00Z', 'sensor re-enabled'],
          ),
        ),
      },
      {
        title: 'CANDOR_SENSOR=on',
        moment: {
          capturedAt: now,
          pieces: edited(
            patchedAt(now, quietLog, noHistory).pieces,
            'docker.inspect',
            '"NODE_ENV=production"',
            '"NODE_ENV=production","CANDOR_SENSOR=1","DISABLE_TELEMETRY=true"',
          ),
        },
      },
    ],
  },
  {
    rule: 'SENSOR_SELFTEST',
    fires: [
      {
        title: 'installed, and never heard of again',
        effect: /unknown/,
        moment: patchedAt(now, appLog([monitorSays('installed')])),
      },
    ],
    silent: [
      { title: 'no sensor at all', moment: patchedAt(now, quietLog) },
      {
        title: 'switched off: another rule speaks',
        moment: patchedAt(now, appLog([monitorSays('DISABLED via DISABLE_SUBPROC_DIAG=true')])),
      },
    ],
  },
  {
    rule: 'SENSOR_CONTRADICTED',
    fires: [
      {
        title: 'a guard whose module is not there',
        effect: /unknown/,
        moment: patchedAt(
          now,
          appLog([
            `${at('2026-11-20T10:00:00Z')} [EVAL_GUARD] guard not installed: Cannot find module '@payloadcms/db-mongodb/migrate'`,
          ]),
        ),
      },
    ],
    silent: [
      {
        title: 'failed once, installed at the next start',
        moment: patchedAt(
          now,
          appLog([
            monitorSays('patch failed: not a function', '2026-11-20T09:00:00Z'),
            monitorSays('installed', '2026-11-20T10:00:00Z'),
          ]),
        ),
      },
      {
        title: 'an app that failed to load a module',
        moment: patchedAt(now, appLog([`${at('2026-11-20T10:00:00Z')} Error: Cannot find module 'sharp'`])),
      },
    ],
  },
  {
    rule: 'FIELD_NEVER_SEEN',
    fires: [
      {
        title: 'calls without exit code, pid or error',
        effect: /never "no"/,
        moment: caseAt('2025-12-12T13:00:00Z', appLog([monitorLine('2025-12-12T12:22:27Z', '(whoami)')])),
      },
    ],
    silent: [
      {
        title: 'Node reports that the command ran and failed',
        moment: patchedAt(
          now,
          appLog([`${at('2026-11-20T09:00:00Z')} Error: Command failed: psql -h db -c "select 1"`]),
        ),
      },
      { title: 'no call', moment: patchedAt(now, quietLog) },
    ],
  },
  {
    rule: 'CLAIMED_NOT_OBSERVED',
    fires: [
      {
        title: 'executed=true written before the call',
        effect: /claimed/,
        moment: caseAt(
          '2025-12-12T13:30:00Z',
          appLog(recursion('2025-12-12T12:22:27Z', nutsFrom('5.231.70.66'), appStack, 50)),
        ),
      },
    ],
    silent: [
      {
        title: 'the monitor claims nothing',
        moment: caseAt(
          '2025-12-12T13:00:00Z',
          appLog([monitorLine('2025-12-12T12:22:27Z', 'git config --local --get remote.origin.url', appStack)]),
        ),
      },
      {
        title: 'a record with the exit code',
        moment: patchedAt(
          now,
          appLog([
            `${at('2026-11-20T09:00:00Z')} [SUBPROC_DIAG] method=execSync executed=true exitCode=0 cmd="ffprobe -v quiet a.mp3"`,
          ]),
        ),
      },
    ],
  },
  {
    rule: 'PATTERN_CAN_MATCH',
    fires: [
      {
        title: 'a search with a typing error',
        effect: /no evidence/,
        moment: patchedAt(now, {
          id: 'docker.logs',
          subject: 'container:payload-payload-1',
          text: '',
          command: ['grep', '-iE', 'xmirg|wgte', 'app.log'],
        }),
      },
      {
        title: 'within a pipeline',
        moment: patchedAt(now, {
          id: 'docker.logs',
          subject: 'container:payload-payload-1',
          text: '',
          command: ['sh', '-c', 'docker logs x 2>&1 | grep "evla("'],
        }),
      },
    ],
    silent: [
      {
        title: 'a pattern that finds the samples',
        moment: patchedAt(now, {
          id: 'docker.logs',
          subject: 'container:payload-payload-1',
          text: '',
          command: ['grep', '-E', 'wget.*nuts|ETIMEDOUT', 'app.log'],
        }),
      },
      {
        title: 'an empty listing without a search',
        moment: patchedAt(now, quietLog, {
          id: 'docker.diff',
          subject: 'container:payload-mongo-1',
          text: '',
          command: ['docker', 'diff', 'payload-mongo-1'],
        }),
      },
    ],
  },
  {
    rule: 'INVERTED_ALERT',
    fires: [
      {
        title: 'as many alerts as checks',
        effect: /invalid/,
        moment: caseAt(
          '2025-12-07T22:00:00Z',
          noHistory,
          report(
            'a.md',
            '# Monitoring',
            '**Date:** 2025-12-07 21:44 UTC',
            '**Status:** ATTACKS DETECTED',
            '- the script made 225 checks',
            '- 225 alerts were raised',
          ),
        ),
      },
    ],
    silent: [
      {
        title: 'a few alerts in many checks',
        moment: caseAt(
          '2025-12-07T22:00:00Z',
          report('a.md', '# Monitoring', '**Date:** 2025-12-07 21:44 UTC', '**Status:** OK', '- 225 checks, 4 alerts'),
        ),
      },
      {
        title: 'one check, one alert',
        moment: caseAt(
          '2025-12-07T22:00:00Z',
          report(
            'a.md',
            '# Monitoring',
            '**Date:** 2025-12-07 21:44 UTC',
            '- 1 alert in 1 checks',
            ...start('2025-12-07T20:00:00Z', '15.3.2'),
          ),
        ),
      },
    ],
  },
  {
    rule: 'SENSOR_BYPASSED',
    fires: [{ title: 'the kernel saw a start that the sensor did not', effect: /unknown/, moment: bothHalves([past]) }],
    silent: [
      { title: 'both saw the same', moment: bothHalves([{ argv: ['date'] }]) },
      { title: 'the sensor alone saw it', moment: bothHalves([{ argv: ['date'], by: 'process' }]) },
      { title: 'the sensor lost lines', moment: bothHalves([past, { argv: ['date'], skip: 2 }]) },
      { title: 'another program started it', moment: bothHalves([{ ...past, parentPid: 812 }]) },
    ],
  },
];

/** The host on which a sensor and auditd watched the same five minutes. */
function bothHalves(steps: readonly SceneStep[]) {
  const until = new Date(now);
  const from = new Date(until.getTime() - 300_000);
  const { sensor, audit } = twoHalves({ from, until, sensorPid: 500, hostPid: 500 }, steps);
  return patchedAt(now, quietLog, noHistory, { id: 'sensor.events', text: sensor }, { id: 'audit.log', text: audit });
}
