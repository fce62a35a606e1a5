import { valueIfKnown } from '../core/fact.js';
import type { Amendment } from '../core/report.js';
import { caseRecords } from '../facts/case-records.js';
import type { EarlierLine, EarlierReport } from '../facts/history.js';
import { history } from '../facts/history.js';
import { amendmentContext, falsePositiveObjections, judgeCaseAmendment } from './dismissals/judge-case-amendment.js';
import type { Judgement } from './judgement.js';
import { disabledMonitors } from './monitor-spans.js';
import type { RuleContext } from './rule.js';

/** Amendments of earlier reports, judged by the rules: what meets none stays a claim and changes nothing. */
export function judgedAmendments(
  context: Pick<RuleContext, 'facts'>,
  judgement: Pick<Judgement, 'results' | 'incidents'>,
): Amendment[] {
  const reports = valueIfKnown(context.facts(history))?.reports ?? [];
  const records = valueIfKnown(context.facts(caseRecords));
  return [
    ...reports.flatMap((report) => report.amendments.map((note) => judgeAmendment(report, note, context))),
    ...(records?.amendments ?? []).map((amendment) =>
      judgeCaseAmendment(amendment, amendmentContext(amendment, judgement, context.facts, records?.ref ?? null)),
    ),
  ];
}

function judgeAmendment(report: EarlierReport, note: EarlierLine, context: Pick<RuleContext, 'facts'>): Amendment {
  const refusedBy = falsePositiveObjections(note.text, disabledMonitors(context.facts).length > 0);
  const accepted = refusedBy.length === 0 ? 'accepted' : 'unsupported-claim';
  return {
    report: report.name,
    at: note.at,
    claim: note.text.slice(0, 500),
    state: accepted,
    refusedBy,
    wouldAccept:
      accepted === 'accepted'
        ? null
        : 'the benign producer by name, its code path (file and line), and a run of it that yields the same text',
    evidence: [note.ref],
  };
}
