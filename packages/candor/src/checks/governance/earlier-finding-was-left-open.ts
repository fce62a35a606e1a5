import { cannotTell, defineCheck, notApplicable, type Outcome, pass } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { exampleHistory, exampleReport, firstReport } from '../../facts/examples-history.js';
import { history } from '../../facts/history.js';

const question = {
  text: 'attack vector: unknown',
  at: null,
  topic: 'attack-vector' as const,
  ref: exampleRef('case.reports'),
};

/** GOV-02: an earlier question that nobody answered. */
export const earlierFindingWasLeftOpen = defineCheck({
  id: 'GOV-02',
  title: 'A question of an earlier report was never answered',
  questions: ['Q9'],
  severity: 'high',
  required: true,
  gate: true,
  history: true,
  needs: { history },
  decide({ history: past }): Outcome {
    if (past.value.firstReport) return notApplicable(past.evidence, 'first report');
    const open = past.value.reports.flatMap((report) =>
      report.openQuestions.filter((one) => one.topic !== 'other').map((one) => ({ report, one })),
    );
    const first = open[0];
    if (!first) return pass(past.evidence, { what: `${past.value.reports.length} earlier reports, no open cause` });
    return cannotTell(
      'not-collected',
      `${first.report.name} left open: "${first.one.text.slice(0, 160)}"${open.length > 1 ? `, and ${open.length - 1} more` : ''}`,
      {
        evidence: [first.one.ref],
        settle: `Answer what ${first.report.name} left open (the way in), with evidence: candor amend records it`,
      },
    );
  },
  whyItMatters: 'An incident without a cause comes back by the same way.',
  verifyByHand: 'grep -rniE "unknown|unclear" docs/SECURITY*',
  remediation: {
    text: 'Record cause, repair and its proof for each open incident.',
    commands: ['candor amend --help'],
  },
  references: ['Dec-2025 case G1, G8'],
  examples: {
    pass: [
      { title: 'nothing left open', facts: { history: seen(exampleHistory()) } },
      { title: 'first report', expect: 'not-applicable', facts: { history: seen(firstReport) } },
    ],
    fail: [
      {
        title: 'vector unknown',
        facts: { history: seen(exampleHistory([exampleReport({ openQuestions: [question] })])) },
      },
    ],
    blind: [
      { title: 'history unread', facts: { history: unseen() } },
      { title: 'a part of it', facts: { history: partlySeen(exampleHistory()) } },
    ],
  },
});
