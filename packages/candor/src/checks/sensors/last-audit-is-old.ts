import { defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { exampleHistory, exampleReport, firstReport } from '../../facts/examples-history.js';
import { history } from '../../facts/history.js';

/** SNS-12: longer than a week without an audit. */
export const lastAuditIsOld = defineCheck({
  id: 'SNS-12',
  title: 'The last audit is older than a week',
  questions: ['Q8'],
  severity: 'low',
  required: false,
  history: true,
  needs: { history },
  decide({ history: past }, { now }): Outcome {
    const last = past.value.reports.filter((report) => report.at !== null).at(-1);
    if (!last?.at) return notApplicable(past.evidence, 'first report');
    const days = Math.floor((now.getTime() - last.at.getTime()) / 86_400_000);
    return days > 7
      ? fail([last.ref], { what: `the last report is ${days} days old`, location: last.name })
      : pass([last.ref], { what: `${days} days ago` });
  },
  whyItMatters: 'What happens between audits is seen late.',
  verifyByHand: 'systemctl list-timers | grep candor',
  remediation: {
    text: 'Run the check by a timer once a day.',
    commands: ['systemctl enable --now candor-check.timer'],
  },
  references: [],
  examples: {
    pass: [
      {
        title: 'two days ago',
        facts: { history: seen(exampleHistory([exampleReport({ at: new Date('2026-11-18T12:00:00Z') })])) },
      },
      { title: 'first report', expect: 'not-applicable', facts: { history: seen(firstReport) } },
    ],
    fail: [{ title: 'ten days ago', facts: { history: seen(exampleHistory()) } }],
    blind: [
      { title: 'history unread', facts: { history: unseen() } },
      {
        title: 'a part of it',
        facts: { history: partlySeen(exampleHistory([exampleReport({ at: new Date('2026-11-18T12:00:00Z') })])) },
      },
    ],
  },
});
