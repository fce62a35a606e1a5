import { cannotTell, defineCheck, notApplicable, type Outcome, pass } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { exampleHistory, exampleReport, firstReport } from '../../facts/examples-history.js';
import { history } from '../../facts/history.js';

const dismissive = /\bfalse[- ](?:positives?|alarms?)\b|\bnot (?:a )?real attacks?\b|\bbenign\b|\bharmless\b/i;
const named = /[\w./@-]+\.(?:[cm]?[jt]sx?|sh|py):\d+/;

/** GOV-03: an alarm was dismissed in words. */
export const dismissalHasNoEvidence = defineCheck({
  id: 'GOV-03',
  title: 'An alarm was dismissed without evidence',
  questions: ['Q9'],
  severity: 'high',
  required: true,
  gate: true,
  history: true,
  needs: { history },
  decide({ history: past }): Outcome {
    if (past.value.firstReport) return notApplicable(past.evidence, 'first report');
    const claims = past.value.reports.flatMap((report) =>
      report.amendments
        .filter((note) => dismissive.test(note.text) && !named.test(note.text))
        .map((note) => ({ report, note })),
    );
    const first = claims[0];
    if (!first) return pass(past.evidence, { what: 'no dismissal in words alone' });
    return cannotTell(
      'not-collected',
      `${first.report.name}: "${first.note.text.slice(0, 160)}" names no benign producer and no code path`,
      {
        evidence: [first.note.ref],
        settle:
          'Name the producer (file and line) and run it again until it yields the same text, or reopen the finding',
      },
    );
  },
  whyItMatters: 'The attacks of the case were called false positives of the monitor; the miner came ten hours later.',
  verifyByHand: 'grep -rniE "false positive" docs/SECURITY*',
  remediation: { text: 'Reopen it, or dismiss it with evidence and a retest.', commands: ['candor dismiss --help'] },
  references: ['FP_NEEDS_PRODUCER', 'Dec-2025 case G6'],
  examples: {
    pass: [
      { title: 'no dismissal', facts: { history: seen(exampleHistory()) } },
      {
        title: 'the producer is named',
        facts: {
          history: seen(
            exampleHistory([
              exampleReport({
                amendments: [
                  {
                    text: 'false positive: src/telemetry.ts:41 runs git config; run again, same line',
                    at: null,
                    ref: exampleRef('case.reports'),
                  },
                ],
              }),
            ]),
          ),
        },
      },
      { title: 'first report', expect: 'not-applicable', facts: { history: seen(firstReport) } },
    ],
    fail: [
      {
        title: 'in words',
        facts: {
          history: seen(
            exampleHistory([
              exampleReport({
                amendments: [
                  {
                    text: 'the attacks were FALSE POSITIVES of the monitor',
                    at: null,
                    ref: exampleRef('case.reports'),
                  },
                ],
              }),
            ]),
          ),
        },
      },
    ],
    blind: [
      { title: 'history unread', facts: { history: unseen() } },
      { title: 'a part of it', facts: { history: partlySeen(exampleHistory()) } },
    ],
  },
});
