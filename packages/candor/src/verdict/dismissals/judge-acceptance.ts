import type { Acceptance } from '../../facts/case-records.js';
import {
  isCompromiseCheck,
  type Objection,
  readDate,
  termDays,
  termObjections,
  unreadableDate,
} from './dismissal-terms.js';
import type { DismissalJudgement } from './judge-dismissal.js';

/** Judges an acceptance: a configuration finding of Q1 or Q7, signed, with a reason, at most 180 days. It never closes anything. */
export function judgeAcceptance(acceptance: Acceptance, now: Date): DismissalJudgement {
  const refusals: Objection[] = [...scope(acceptance), ...termObjections(acceptance, termDays.acceptance, now)];
  if (!/^[0-9a-f]{16}$/.test(acceptance.fingerprint))
    refusals.push({
      rule: 'FINGERPRINT',
      because: 'it names no finding',
      wouldAccept: 'the fingerprint of one finding',
    });
  if (acceptance.reason.trim().length < 10)
    refusals.push({
      rule: 'REASON',
      because: 'it gives no reason',
      wouldAccept: 'why it cannot be changed, in a sentence (--reason)',
    });
  if (refusals.length > 0) return outcome('refused', refusals);
  const unreadable = unreadableDate(acceptance);
  if (unreadable)
    return outcome('lapsed', [{ rule: 'DATES', because: unreadable, wouldAccept: 'a date such as 2026-01-31' }]);
  const end = readDate(acceptance.expires);
  if (end !== null && now > end)
    return outcome('lapsed', [
      { rule: 'EXPIRED', because: `it ended at ${acceptance.expires}`, wouldAccept: 'a new acceptance' },
    ]);
  return {
    state: 'valid',
    refusedBy: [],
    because: `accepted by ${acceptance.author} until ${acceptance.expires}: ${acceptance.reason}`,
    wouldAccept: [],
  };
}

function scope({ questions, check }: Acceptance): Objection[] {
  const config = questions.some((question) => question === 'Q1' || question === 'Q7');
  return config && !isCompromiseCheck(check)
    ? []
    : [
        {
          rule: 'ACCEPTANCE_SCOPE',
          because: `${check} is no configuration finding of Q1 or Q7`,
          wouldAccept: 'a repair, or a dismissal with evidence (candor dismiss)',
        },
      ];
}

function outcome(state: 'lapsed' | 'refused', objections: readonly Objection[]): DismissalJudgement {
  return {
    state,
    refusedBy: [...new Set(objections.map((one) => one.rule))],
    because: objections.map((one) => one.because).join('; '),
    wouldAccept: objections.map((one) => one.wouldAccept),
  };
}
