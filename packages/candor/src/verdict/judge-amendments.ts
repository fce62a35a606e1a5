import { valueIfKnown } from '../core/fact.js';
import type { Amendment } from '../core/report.js';
import type { EarlierLine, EarlierReport } from '../facts/history.js';
import { history } from '../facts/history.js';
import { disabledMonitors } from './monitor-spans.js';
import type { RuleContext } from './rule.js';

/** Words that close an alarm without evidence. */
const dismissive =
  /\bfalse[- ](?:positives?|alarms?)\b|\bnot (?:a )?real attacks?\b|\bbenign\b|\bharmless\b|\bcaused by (?:the )?(?:monitor|instrument|diagnostic|sensor)/i;
/** A benign producer is named by a file with its place, and shown by a run that gave the same text. */
const producer = /(?:\/|\b)[\w./@-]+\.(?:[cm]?[jt]sx?|sh|py):\d+/;
const reproduced =
  /\breproduc(?:ed|tion|es)\b[^.\n]{0,200}\b(?:same|identical|equal)\b|\bsame (?:text|command|output)\b[^.\n]{0,120}\breproduc/i;

/** Amendments of earlier reports, judged by the rules: what meets none stays a claim and changes nothing. */
export function judgedAmendments(context: Pick<RuleContext, 'facts'>): Amendment[] {
  const reports = valueIfKnown(context.facts(history))?.reports ?? [];
  return reports.flatMap((report) => report.amendments.map((note) => judgeAmendment(report, note, context)));
}

function judgeAmendment(report: EarlierReport, note: EarlierLine, context: Pick<RuleContext, 'facts'>): Amendment {
  const refusedBy = dismissive.test(note.text) ? refusals(note, context) : [];
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

function refusals(note: EarlierLine, context: Pick<RuleContext, 'facts'>): string[] {
  const refused: string[] = [];
  if (!producer.test(note.text) || !reproduced.test(note.text)) refused.push('FP_NEEDS_PRODUCER');
  if (/\b(?:monitor|instrument|diagnostic|sensor|patch)\w*/i.test(note.text)) refused.push('TWO_FINDINGS');
  if (disabledMonitors(context.facts).length > 0) refused.push('SENSOR_BLIND');
  return refused;
}
