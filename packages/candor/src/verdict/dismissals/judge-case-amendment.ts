import type { EvidenceRef } from '../../core/evidence.js';
import { valueIfKnown } from '../../core/fact.js';
import type { Amendment, Incident } from '../../core/report.js';
import type { Result } from '../../core/result.js';
import type { FactSource } from '../../core/run-checks.js';
import type { CaseAmendment } from '../../facts/case-records.js';
import { history } from '../../facts/history.js';
import { disabledMonitors } from '../monitor-spans.js';
import type { Objection } from './dismissal-terms.js';
import { runningRce, seenAgain, seenSince } from './finding-context.js';
import { type RetestOutcome, runRetest } from './run-retest.js';

/** What this capture says about an amendment of `candor amend`. */
export interface AmendmentContext {
  readonly sensorOff: boolean;
  /** Advisories that an incident of this capture names as its cause, or may. */
  readonly advisories: readonly string[];
  readonly runningHoles: readonly string[];
  /** Indicators of the amended report seen after the amendment. */
  readonly recurrences: readonly string[];
  readonly retest: RetestOutcome;
  readonly evidence: readonly EvidenceRef[];
}

/** Words that close an alarm without evidence. */
const dismissive =
  /\bfalse[- ](?:positives?|alarms?)\b|\bnot (?:a )?real attacks?\b|\bbenign\b|\bharmless\b|\bcaused by (?:the )?(?:monitor|instrument|diagnostic|sensor)/i;
/** A benign producer is named by a file with its place, and shown by a run that gave the same text. */
const producer = /(?:\/|\b)[\w./@-]+\.(?:[cm]?[jt]sx?|sh|py):\d+/;
const reproduced =
  /\breproduc(?:ed|tion|es)\b[^.\n]{0,200}\b(?:same|identical|equal)\b|\bsame (?:text|command|output)\b[^.\n]{0,120}\breproduc/i;

/** Rules that refuse a text which calls an alarm false; empty when it does not, or shows it. */
export function falsePositiveObjections(text: string, sensorOff: boolean): string[] {
  if (!dismissive.test(text)) return [];
  const refused: string[] = [];
  if (!producer.test(text) || !reproduced.test(text)) refused.push('FP_NEEDS_PRODUCER');
  if (/\b(?:monitor|instrument|diagnostic|sensor|patch)\w*/i.test(text)) refused.push('TWO_FINDINGS');
  if (sensorOff) refused.push('SENSOR_BLIND');
  return refused;
}

/** Judges an amendment by the rules of evidence. Whatever is refused stays a claim and changes nothing. */
export function judgeCaseAmendment(amendment: CaseAmendment, context: AmendmentContext): Amendment {
  const objections = [
    ...dismissing(amendment, context),
    ...causeObjections(amendment, context),
    ...outcomeObjections(amendment, context),
    ...amendment.actions.flatMap(actionObjections),
    ...amendment.lessons.flatMap(lessonObjections),
  ];
  return {
    report: amendment.report,
    at: amendment.at,
    claim: claimOf(amendment),
    state: objections.length === 0 ? 'accepted' : 'unsupported-claim',
    refusedBy: [...new Set(objections.map((one) => one.rule))],
    wouldAccept: objections.length === 0 ? null : [...new Set(objections.map((one) => one.wouldAccept))].join('; '),
    evidence: context.evidence,
  };
}

/** Facts of this capture for {@link judgeCaseAmendment}. */
export function amendmentContext(
  amendment: CaseAmendment,
  judged: { readonly results: readonly Result[]; readonly incidents: readonly Incident[] },
  facts: FactSource,
  ref: EvidenceRef | null,
): AmendmentContext {
  const at = amendment.at ?? new Date(0);
  const report = valueIfKnown(facts(history))?.reports.find((one) => one.id === amendment.report);
  return {
    sensorOff: disabledMonitors(facts).length > 0,
    advisories: judged.incidents.flatMap((incident) => incident.rootCause.advisory ?? []),
    runningHoles: runningRce(facts).map((hole) => hole.text),
    recurrences: seenAgain(report?.indicators ?? [], at, facts) ?? [],
    retest:
      amendment.retest === null
        ? 'not-run'
        : runRetest(amendment.retest, {
            results: judged.results,
            facts,
            seenSince: (value) => seenSince(value, at, facts),
          }),
    evidence: ref ? [ref] : [],
  };
}

function claimOf({ claim, rootCause, actions, outcome, lessons, author }: CaseAmendment): string {
  const parts = [
    claim,
    rootCause && `root cause: ${rootCause}`,
    actions.length > 0 && `actions: ${actions.join('; ')}`,
    outcome && `outcome: ${outcome}`,
    lessons.length > 0 && `lessons: ${lessons.join('; ')}`,
  ].filter((part) => part);
  return `${parts.join('. ')} (${author})`.slice(0, 2000);
}

function dismissing(amendment: CaseAmendment, context: AmendmentContext): Objection[] {
  const text = [amendment.claim, amendment.rootCause, amendment.outcome].join('\n');
  return falsePositiveObjections(text, context.sensorOff).map((rule) => ({
    rule,
    because: 'it calls an alarm false',
    wouldAccept:
      'the benign producer by name, its code path (file and line), and a run of it that yields the same text: candor dismiss',
  }));
}

/** Rule 41: naming an entry point needs a path from request input to the sink, or a cause that the evidence names too. */
function causeObjections({ rootCause }: CaseAmendment, { advisories }: AmendmentContext): Objection[] {
  if (rootCause === null || /^\s*(?:still )?unknown\b/i.test(rootCause)) return [];
  const named = advisories.some((advisory) => rootCause.includes(advisory));
  const path = producer.test(rootCause) && /\b(?:request|body|query|header|cookie|param\w*)\b/i.test(rootCause);
  return named || path
    ? []
    : [
        {
          rule: 'ATTRIBUTION_DATAFLOW',
          because: 'no path leads from request input to the sink that it names',
          wouldAccept: 'the advisory that an incident of this case names, or the path from the request to file:line',
        },
      ];
}

const closing =
  /\b(?:fixed|patched|clean(?:ed)?|resolved|safe|secure[d]?|closed|solved|gone|no longer|mitigated|blocked)\b/i;
const wordsOnly =
  /\b(?:should|expected|presumably|confirmed by (?:the )?(?:user|client|owner)|we (?:think|believe))\b/i;

function outcomeObjections({ outcome, retest, claim }: CaseAmendment, context: AmendmentContext): Objection[] {
  const text = `${claim}\n${outcome ?? ''}`;
  const found: Objection[] = [];
  if (wordsOnly.test(outcome ?? ''))
    found.push({ rule: 'TESTIMONY', because: 'its outcome is a hope', wouldAccept: 'an observation (--retest)' });
  if (!closing.test(text)) return found;
  if (retest === null)
    found.push({ rule: 'TESTIMONY', because: 'nothing retests its outcome', wouldAccept: 'a retest (--retest)' });
  else if (context.retest !== 'passed')
    found.push({ rule: 'RETEST_FAILED', because: `its retest is ${context.retest}`, wouldAccept: 'a passing retest' });
  if (context.runningHoles.length > 0)
    found.push({
      rule: 'VULN_VERSION',
      because: `${context.runningHoles[0]} still runs`,
      wouldAccept: 'the fixed version in the running process',
    });
  if (context.recurrences.length > 0)
    found.push({
      rule: 'RECURRENCE_REOPENS',
      because: `seen again: ${context.recurrences[0]}`,
      wouldAccept: 'a cause that explains the new hit as well',
    });
  return found;
}

const actionRules: readonly (readonly [RegExp, RegExp | null, string, string])[] = [
  [
    /\bufw\b.{0,40}\bdeny\b.{0,40}\bfrom\b|\biptables\b.{0,60}\bINPUT\b.{0,80}\b(?:DROP|REJECT)\b/i,
    null,
    'DIRECTION',
    'a block on the forwarding path (DOCKER-USER, an nftables forward hook)',
  ],
  [
    /\b(?:killed|removed|deleted|wiped|rm -)/i,
    /\b(?:sha256|hash(?:ed)?|cop(?:y|ied)|export(?:ed)?|preserv\w*|kept)\b/i,
    'EVIDENCE_LOST',
    'hash and copy of what was removed',
  ],
  [
    /\b(?:clear\w*|clean\w*|gone)\b.{0,60}\brestart|\brestart\w*\b.{0,60}\b(?:clear\w*|clean\w*)/i,
    /\b(?:recreat|rebuil)/i,
    'CREATED_VS_STARTED',
    'a container created anew: a restart keeps its writable layer',
  ],
  [
    /\b(?:disabl|silenc|mut|switch(?:ed)? off|turn(?:ed)? off)\w*\b.{0,60}\b(?:monitor|sensor|diag\w*|alert\w*|log\w*|audit\w*)/i,
    null,
    'SILENCED',
    'the sensor on again',
  ],
];

function actionObjections(action: string): Objection[] {
  return actionRules
    .filter(([bad, unless]) => bad.test(action) && !unless?.test(action))
    .map(([, , rule, wouldAccept]) => ({ rule, because: action.slice(0, 160), wouldAccept }));
}

/** A lesson points to a rule, a check, a line of the policy or a test; else nobody will have learned it. */
function lessonObjections(lesson: string): Objection[] {
  const points =
    /\b[A-Z]{2,}_[A-Z_]{3,}\b|\b[A-Z]{3}-\d{2,3}\b|\bcandor\.ya?ml\b|\bpolicy\b|\.test\.[cm]?[jt]s\b|\btests?\/[\w./-]+/;
  return points.test(lesson)
    ? []
    : [
        {
          rule: 'LESSON',
          because: 'a lesson points to nothing',
          wouldAccept: 'the rule, check, line of candor.yaml or test that each lesson became',
        },
      ];
}
