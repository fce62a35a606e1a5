import { cannotTell, defineCheck, notApplicable, pass } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { containers } from '../../facts/containers.js';
import { firstReport } from '../../facts/examples-history.js';
import { history } from '../../facts/history.js';
import { authorizedKeys, scheduledCommands, units } from '../../facts/host.js';
import { blindSpot } from '../shared/blind-spot.js';
import { attackHistory, attackReport } from '../shared/example-history.js';
import { plural } from '../shared/plural.js';

/** PER-15: an earlier "persistence unknown" is closed by looking, never by a later report that is silent about it. */
export const earlierDoubtIsOpen = defineCheck({
  id: 'PER-15',
  title: 'An earlier report left open whether a way back was left, and nobody looked since',
  questions: ['Q6', 'Q9'],
  severity: 'high',
  required: true,
  history: true,
  needs: { history },
  uses: { scheduledCommands, units, authorizedKeys, containers },
  decide: (facts) => {
    if (facts.history.value.firstReport) return notApplicable(facts.history.evidence, 'first report');
    const open = facts.history.value.reports.filter(({ persistenceUnknown }) => persistenceUnknown);
    if (open.length === 0) return pass(facts.history.evidence, { what: 'no earlier report left it open' });
    const names = open
      .map(({ name }) => name)
      .slice(-3)
      .join(', ');
    const blind = [
      { name: 'cron', gap: blindSpot(facts.scheduledCommands) },
      { name: 'systemd units', gap: blindSpot(facts.units) },
      { name: 'SSH keys', gap: blindSpot(facts.authorizedKeys) },
      { name: 'containers', gap: blindSpot(facts.containers) },
    ].filter(({ gap }) => gap !== null);
    const first = blind[0];
    if (first?.gap) {
      const missing = blind.map(({ name }) => name).join(', ');
      return cannotTell(
        first.gap.reason,
        `${names} left persistence open, and ${missing} could not be read now either`,
        {
          evidence: open.map(({ ref }) => ref),
          settle: 'sudo candor check (reads cron, units, keys and containers whole)',
        },
      );
    }
    const what = `${plural(open.length, 'report')} left it open; cron, units, keys and containers were read whole now (see PER-01, 02, 03, 07)`;
    return pass(facts.history.evidence, { what });
  },
  whyItMatters:
    'A question that is not asked again counts as answered in the next report. In December 2025 that happened nineteen times.',
  verifyByHand: 'grep -rniE "persistence.{0,60}(unknown|not checked)" REPORTS',
  remediation: {
    text: 'Look at cron, units, keys and containers as root, and judge each entry.',
    commands: ['sudo candor check'],
  },
  references: ['verdict.md, section 2'],
  examples: {
    pass: [
      { title: 'first report', facts: { history: seen(firstReport) }, expect: 'not-applicable' },
      { title: 'nothing was left open', facts: { history: seen(attackHistory()) } },
      {
        title: 'left open, and read whole now',
        facts: {
          history: seen(openHistory()),
          scheduledCommands: seen([]),
          units: seen([]),
          authorizedKeys: seen([]),
          containers: seen([]),
        },
      },
    ],
    fail: [],
    blind: [
      { title: 'the history could not be read', facts: { history: unseen() } },
      { title: 'left open, and cron not read now either', facts: { history: seen(openHistory()), units: seen([]) } },
    ],
  },
});

function openHistory() {
  return { ...attackHistory(), reports: [attackReport({ persistenceUnknown: true })] };
}
