import { hypothesisIds } from '../../core/report.js';
import { type Dismissal, type DismissalEvidence, justifications } from '../../facts/case-records.js';
import {
  dayMs,
  isCompromiseCheck,
  type Objection,
  readDate,
  termDays,
  termObjections,
  unreadableDate,
} from './dismissal-terms.js';
import type { RetestOutcome } from './run-retest.js';

/** What this capture says about one dismissal. */
export interface DismissalContext {
  readonly now: Date;
  /** Texts of the finding as this capture or the report shows it (evidence excerpts, what). */
  readonly findingTexts: readonly string[];
  /** The sensor that raised the finding is off since then, in words; null when it is on. */
  readonly sensorOff: string | null;
  /** Indicators of the finding seen again after the dismissal's date, in words. */
  readonly recurrences: readonly string[];
  /** Versions with a matching RCE advisory that still run, as `next 15.3.2 (CVE-…)`. */
  readonly runningHoles: readonly string[];
  readonly retest: RetestOutcome;
}

/** Judgement of a dismissal: which rules refuse it and what would change that, or why it no longer holds. */
export interface DismissalJudgement {
  readonly state: 'valid' | 'lapsed' | 'refused';
  readonly refusedBy: readonly string[];
  readonly because: string;
  readonly wouldAccept: readonly string[];
}

/** Judges one dismissal by verdict.md, section 6. Pure; whatever is not shown counts against it. */
export function judgeDismissal(dismissal: Dismissal, context: DismissalContext): DismissalJudgement {
  const refusals = [
    ...formObjections(dismissal),
    ...hypothesisObjections(dismissal),
    ...evidenceObjections(dismissal),
    ...producerObjections(dismissal, context),
    ...termObjections(dismissal, termDays[isCompromiseCheck(dismissal.check) ? 'compromise' : 'other'], context.now),
    ...hostObjections(context),
  ];
  if (refusals.length > 0) return judgement('refused', refusals);
  const lapses = lapsesOf(dismissal, context);
  if (lapses.length > 0) return judgement('lapsed', lapses);
  return {
    state: 'valid',
    refusedBy: [],
    because: `${dismissal.justification}: ${dismissal.hypothesis.text}; retest passed; until ${endOf(dismissal)?.toISOString() ?? '?'} (${dismissal.author})`,
    wouldAccept: [],
  };
}

function judgement(state: 'lapsed' | 'refused', objections: readonly Objection[]): DismissalJudgement {
  return {
    state,
    refusedBy: [...new Set(objections.map((one) => one.rule))],
    because: objections.map((one) => one.because).join('; '),
    wouldAccept: [...new Set(objections.map((one) => one.wouldAccept))],
  };
}

function formObjections(dismissal: Dismissal): Objection[] {
  const found: Objection[] = [];
  if (!/^[0-9a-f]{16}$/.test(dismissal.fingerprint))
    found.push({ rule: 'FINGERPRINT', because: 'it names no finding', wouldAccept: 'the fingerprint of one finding' });
  if (!justifications.some((known) => known === dismissal.justification))
    found.push({
      rule: 'JUSTIFICATION',
      because: `"${dismissal.justification.slice(0, 60)}" is no justification`,
      wouldAccept: `one of ${justifications.join(', ')} (--justification)`,
    });
  if (dismissal.retest === null)
    found.push({
      rule: 'RETEST',
      because: 'nothing says how a machine would notice that it is wrong',
      wouldAccept: 'a retest over the next capture (--retest check:RTC-03=not-fail)',
    });
  else if (retestsItself(dismissal))
    found.push({
      rule: 'RETEST',
      because: 'its retest asks the finding that it dismisses',
      wouldAccept: 'a retest that fails when the benign explanation is wrong',
    });
  return found;
}

function retestsItself({ retest, check, subject }: Dismissal): boolean {
  return retest?.kind === 'check' && retest.check === check && (retest.subject === null || retest.subject === subject);
}

function hypothesisObjections({ hypothesis, check }: Dismissal): Objection[] {
  const found: Objection[] = [];
  const benign = hypothesis.id === 'benign-operation' || hypothesis.id === 'instrument-artefact';
  const rival = hypothesisIds.some((id) => id === hypothesis.rival) && hypothesis.rival.startsWith('attack-');
  if (!benign || !rival || hypothesis.text.trim().length < 10)
    found.push({
      rule: 'RIVAL_HYPOTHESIS',
      because: 'it does not say what happened instead, and which rival that beats',
      wouldAccept:
        'a benign hypothesis in a sentence (--hypothesis) and the rival (--rival attack-succeeded or attack-attempted)',
    });
  if (hypothesis.id === 'instrument-artefact' && isCompromiseCheck(check))
    found.push({
      rule: 'TWO_FINDINGS',
      because: 'a defect of a sensor explains count, format or execution, never foreign content',
      wouldAccept: 'a benign producer of the content itself (--hypothesis-kind benign-operation)',
    });
  return found;
}

/** Artefacts that hold a person's word or the case itself: they show nothing about the host. */
const notObservations = /^(?:case\.|policy$|testimony|advisories$)/;

function evidenceObjections(dismissal: Dismissal): Objection[] {
  const observed = dismissal.evidence.filter(isObservation);
  if (observed.length === 0)
    return dismissal.evidence.length > 0
      ? [
          {
            rule: 'TESTIMONY',
            because: 'all its evidence is somebody’s word',
            wouldAccept: 'a line of an artefact of this case (--evidence ARTEFACT@SUBJECT:EXCERPT)',
          },
        ]
      : [{ rule: 'EVIDENCE', because: 'it brings no evidence', wouldAccept: 'a line of an artefact (--evidence)' }];
  const standing = observed.filter((item) => item.foundIn !== null && item.excerpt.trim() !== '');
  if (standing.length === 0)
    return [
      {
        rule: 'EVIDENCE',
        because: 'its evidence stands in no report of this case',
        wouldAccept: 'an excerpt as a report of this case shows it (candor report)',
      },
    ];
  return standing.some((item) => (item.rivalCannotExplain ?? '').trim().length >= 10)
    ? []
    : [
        {
          rule: 'RIVAL_HYPOTHESIS',
          because: 'an attack would explain each piece of its evidence as well',
          wouldAccept: 'one item that the rival cannot explain, and why (--rival-cannot-explain)',
        },
      ];
}

function isObservation(item: DismissalEvidence): item is Extract<DismissalEvidence, { kind: 'observed' }> {
  return item.kind === 'observed' && !notObservations.test(item.artifact);
}

/** Rule 8: a producer by name, its code path, and a run that yields the same text. */
function producerObjections(dismissal: Dismissal, context: DismissalContext): Objection[] {
  const words =
    /\bfalse[- ](?:positives?|alarms?)\b|\bbenign\b|\bharmless\b/i.test(dismissal.hypothesis.text) ||
    dismissal.justification === 'benign_producer_reproduced';
  if (!words) return [];
  const { producer } = dismissal;
  const named =
    producer !== null && producer.name.trim() !== '' && /[\w./@-]+\.(?:[cm]?[jt]sx?|sh|py):\d+/.test(producer.codePath);
  const same = context.findingTexts.some((text) => yieldsSameText(producer?.output ?? '', text));
  return named && same
    ? []
    : [
        {
          rule: 'FP_NEEDS_PRODUCER',
          because: named
            ? 'the reproduction does not yield the text of the finding'
            : 'no benign producer is named with its file and line',
          wouldAccept:
            'the producer by name, its code path (file:line), and a run of it that yields the same text (--producer, --code-path, --reproduction)',
        },
      ];
}

/** Shorter texts are alike by chance. */
const tellingLength = 8;

function yieldsSameText(output: string, finding: string): boolean {
  const [made, found] = [plain(output), plain(finding)];
  if (made.length < tellingLength || found.length < tellingLength) return false;
  return found.includes(made) || made.includes(found);
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function hostObjections(context: DismissalContext): Objection[] {
  const found: Objection[] = [];
  if (context.sensorOff !== null)
    found.push({
      rule: 'SENSOR_BLIND',
      because: `the sensor that raised it was switched off: ${context.sensorOff}`,
      wouldAccept: 'the same sensor on again, and a capture of it',
    });
  if (context.runningHoles.length > 0)
    found.push({
      rule: 'VULN_VERSION',
      because: `${context.runningHoles.join(', ')} still runs`,
      wouldAccept: `the fixed version of ${context.runningHoles[0]?.split(' ')[0] ?? 'it'} in the running process`,
    });
  return found;
}

function lapsesOf(dismissal: Dismissal, context: DismissalContext): Objection[] {
  const unreadable = unreadableDate(dismissal);
  if (unreadable) return [{ rule: 'DATES', because: unreadable, wouldAccept: 'a date such as 2026-01-31' }];
  const found: Objection[] = [];
  const end = endOf(dismissal);
  if (end !== null && context.now > end)
    found.push({
      rule: 'EXPIRED',
      because: `it ended at ${end.toISOString()}`,
      wouldAccept: 'a new dismissal with evidence of today',
    });
  if (context.recurrences.length > 0)
    found.push({
      rule: 'RECURRENCE_REOPENS',
      because: `seen again: ${context.recurrences.slice(0, 3).join('; ')}`,
      wouldAccept: 'a cause that explains the new hit as well',
    });
  if (context.retest !== 'passed')
    found.push({
      rule: 'RETEST_FAILED',
      because: context.retest === 'failed' ? 'its retest failed' : 'its retest could not be run over this capture',
      wouldAccept: 'a capture in which the retest passes',
    });
  return found;
}

/** When it ends: a passing retest renews one of RTC or PER by its own length, up to 90 days in all. */
export function endOf(dismissal: Pick<Dismissal, 'check' | 'at' | 'expires' | 'validAt'>): Date | null {
  const at = readDate(dismissal.at);
  const expires = readDate(dismissal.expires);
  if (at === null || expires === null || !isCompromiseCheck(dismissal.check)) return expires;
  const last = at.getTime() + termDays.other * dayMs;
  const lengthMs = expires.getTime() - at.getTime();
  const renewed = [...dismissal.validAt]
    .map((date) => date.getTime())
    .sort((a, b) => a - b)
    .reduce((end, moment) => (moment <= end ? Math.max(end, moment + lengthMs) : end), expires.getTime());
  return new Date(Math.min(Math.max(renewed, expires.getTime()), Math.max(last, expires.getTime())));
}
