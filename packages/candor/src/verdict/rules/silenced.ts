import { limited } from '../changes.js';
import { claimsOf } from '../claims.js';
import { defineRule } from '../rule.js';

/** Rule 43: lowering or dropping lines that share a signature with an open finding is itself a finding. */
export const silenced = defineRule({
  id: 'SILENCED',
  number: 43,
  reason: 'Who filters the alarm out of the log has not answered it.',
  apply: (judgement, { facts }) => {
    if (!judgement.incidents.some((incident) => incident.open)) return judgement;
    const claim = claimsOf(facts).find((one) =>
      /\b(?:suppress|silenc|filter(?:ed|ing)? out|mut(?:ed|ing)|lower(?:ed|ing)? (?:the )?(?:severity|log level)|whitelist|ignore(?:d)? (?:the )?(?:alerts?|lines?|warnings?|errors?))/i.test(
        one.text,
      ),
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
