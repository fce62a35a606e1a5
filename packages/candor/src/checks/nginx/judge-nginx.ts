import { fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { type EvidenceRef, isNonEmpty } from '../../core/evidence.js';
import type { Known } from '../../core/fact.js';
import { type Severity, severityRank } from '../../core/severity.js';
import type { NginxView } from '../../facts/nginx.js';
import type { NginxPlace } from '../../formats/nginx/model.js';

/** One thing that is wrong in a configuration, and where. */
export interface NginxFlaw {
  readonly what: string;
  readonly at: Pick<NginxPlace, 'file' | 'line' | 'dumpLine'>;
  readonly severity?: Severity;
}

/** Evidence for a place of the configuration: the line of the dump. */
export function placeRef(view: NginxView, at: NginxFlaw['at']): EvidenceRef {
  return { ...view.ref, line: at.dumpLine };
}

/** What to say where no nginx serves. */
export const noNginx = 'no nginx runs on this host';

/** Fails on the flaws of a configuration, the severest first; passes with `none`; not applicable without nginx. */
export function judgeNginx(
  config: Known<NginxView | null>,
  flawsOf: (view: NginxView) => readonly NginxFlaw[],
  none: string,
): Outcome {
  const view = config.value;
  if (view === null) return notApplicable(config.evidence, noNginx);
  return flawsOutcome(view, flawsOf(view), none);
}

/** One outcome for the flaws of a configuration. */
export function flawsOutcome(view: NginxView, flaws: readonly NginxFlaw[], none: string): Outcome {
  const rank = ({ severity }: NginxFlaw) => (severity === undefined ? 0 : severityRank(severity));
  const sorted = [...flaws].sort((a, b) => rank(b) - rank(a));
  const first = sorted[0];
  const refs = sorted.slice(0, 20).map(({ at }) => placeRef(view, at));
  if (first === undefined || !isNonEmpty(refs)) return pass([view.ref], { what: none });
  const more = sorted.length > 1 ? `; and ${sorted.length - 1} more` : '';
  return fail(refs, {
    what: `${first.what}${more}`,
    location: `${first.at.file}:${first.at.line}`,
    ...(first.severity === undefined ? {} : { severity: first.severity }),
  });
}
