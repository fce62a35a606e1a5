import { traced } from '../changes.js';
import { claimsOf } from '../claims.js';
import { defineRule } from '../rule.js';

/** Rule 41: naming an entry point needs a path from request input to the sink; a constant command refutes it. */
export const attributionDataflow = defineRule({
  id: 'ATTRIBUTION_DATAFLOW',
  number: 41,
  reason: 'A route that ran one constant command and read no input was called the entry point, and patched.',
  apply: (judgement, { facts }) =>
    claimsOf(facts).reduce((next, claim) => {
      const named =
        /\b(?:entry point|root cause|attack vector|cause)\b(?: (?:was |is )?(?:found|identified|confirmed))?\s{0,3}(?:was |is |in |as |[:=,])(?!\s{0,3}(?:un|not |under ))([^\n]{3,160})/i.exec(
          claim.text,
        )?.[1];
      if (named === undefined) return next;
      const shown = judgement.incidents.find((incident) => incident.rootCause.advisory !== null);
      if (shown && (named.includes(shown.rootCause.advisory ?? '\u0000') || /CVE-\d{4}-\d+/.test(named))) return next;
      return traced(
        next,
        'ATTRIBUTION_DATAFLOW',
        claim.where,
        'attribution refused',
        `"${named.slice(0, 120)}" names no path from a request's input to the call`,
        [claim.ref],
      );
    }, judgement),
});
