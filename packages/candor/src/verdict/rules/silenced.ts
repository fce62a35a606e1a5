import { limited } from '../changes.js';
import { claimsOf } from '../claims.js';
import { defineRule } from '../rule.js';

/** Lines, alerts or their severity taken out of sight: not an allow list of addresses, not a muted microphone. */
const quietened =
  /\b(?:suppress|silenc|filter(?:ed|ing|s)? out|mut(?:e|ed|ing)\b|dropp?(?:ed|ing)?\b|whitelist|ignor(?:e|ed|ing)\b)[^\n]{0,60}\b(?:alerts?|alarms?|(?:log )?lines?|warnings?|errors?|log (?:messages?|entries)|findings?)\b|\b(?:alerts?|alarms?|(?:log )?lines?|warnings?|errors?|log (?:messages?|entries)|findings?)\b[^\n]{0,40}\b(?:suppressed|silenced|filtered out|muted|ignored|whitelisted)\b|\blower(?:ed|ing|s)? (?:the |its )?(?:severity|log level)/i;

/** Rule 43: lowering or dropping lines that share a signature with an open finding is itself a finding. */
export const silenced = defineRule({
  id: 'SILENCED',
  number: 43,
  reason: 'Who filters the alarm out of the log has not answered it.',
  apply: (judgement, { facts }) => {
    if (!judgement.incidents.some((incident) => incident.open)) return judgement;
    const claim = claimsOf(facts).find(
      (one) =>
        quietened.test(one.text) &&
        !/\b(?:not|never|no longer|un)[ -]?(?:be )?(?:suppress|silenc|filter|mut|lower|ignor)/i.test(one.text),
    );
    return claim
      ? limited(
          judgement,
          'SILENCED',
          ['Q8'],
          'bad',
          `${claim.where}: "${claim.text.slice(0, 140)}" while an incident of that kind is open`,
          [claim.ref],
        )
      : judgement;
  },
});
