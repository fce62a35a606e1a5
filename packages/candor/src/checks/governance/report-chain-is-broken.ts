import { cannotTell, defineCheck, notApplicable, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { exampleHistory, exampleReport, firstReport } from '../../facts/examples-history.js';
import { type EarlierReport, history } from '../../facts/history.js';

/** The report that follows none of the others, beside the first: two captures at once may be recorded in either order. */
function brokenLink(own: readonly EarlierReport[]): EarlierReport | undefined {
  const followed = new Map(own.map((report) => [report.sha256, 0]));
  const starts = own.filter((report) => {
    const times = report.previous === null ? undefined : followed.get(report.previous);
    if (times === undefined || times > 0) return true;
    followed.set(report.previous, times + 1);
    return false;
  });
  return starts[1];
}

/** GOV-01: each report names the hash of the one before it. */
export const reportChainIsBroken = defineCheck({
  id: 'GOV-01',
  title: 'The chain of reports is broken',
  questions: ['Q9'],
  severity: 'high',
  required: true,
  gate: true,
  history: true,
  needs: { history },
  decide({ history: past }): Outcome {
    const own = past.value.reports.filter((report) => report.kind === 'candor');
    const first = own[0];
    if (past.value.firstReport) return notApplicable(past.evidence, 'first report');
    if (!first) return notApplicable(past.evidence, 'earlier reports were written by people and carry no chain');
    const broken = brokenLink(own);
    if (broken)
      return cannotTell(
        'unparseable',
        `${broken.name} does not carry the hash of the report before it: one of the two was changed, or one is missing`,
        { evidence: [broken.ref], settle: 'Verify the case history: candor case verify' },
      );
    return pass([first.ref], { what: `${own.length} reports, chain intact` });
  },
  whyItMatters: 'Who can edit yesterday’s report can make yesterday clean.',
  verifyByHand: 'sha256sum reports/*.json',
  remediation: { text: 'Restore the reports from a copy off the host; treat what the edited one says as a claim.' },
  references: ['Dec-2025 case G6'],
  examples: {
    pass: [
      { title: 'one report', facts: { history: seen(exampleHistory()) } },
      {
        title: 'two, chained',
        facts: {
          history: seen(exampleHistory([exampleReport(), exampleReport({ name: 'b', previous: 'aa', sha256: 'bb' })])),
        },
      },
      { title: 'first report', expect: 'not-applicable', facts: { history: seen(firstReport) } },
      {
        title: 'only people’s reports',
        expect: 'not-applicable',
        facts: { history: seen(exampleHistory([exampleReport({ kind: 'human', sha256: null })])) },
      },
    ],
    fail: [
      {
        title: 'the second names another hash',
        facts: {
          history: seen(exampleHistory([exampleReport(), exampleReport({ name: 'b', previous: 'ff', sha256: 'bb' })])),
        },
      },
    ],
    blind: [
      { title: 'history unread', facts: { history: unseen() } },
      { title: 'a part of it', facts: { history: partlySeen(exampleHistory()) } },
    ],
  },
});
