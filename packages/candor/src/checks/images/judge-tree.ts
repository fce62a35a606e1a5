import { cannotTell, fail, type Outcome, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import type { Known } from '../../core/fact.js';
import type { NodeApp, TreeIntegrity } from '../../facts/app.js';
import { forEachApp } from './node-app-outcomes.js';

/** Judges the trees of one area: any deviation fails, one clean comparison passes, none is unknown. */
export function judgeTrees(
  apps: Known<readonly NodeApp[]>,
  trees: Known<readonly TreeIntegrity[]>,
  area: TreeIntegrity['area'],
  settle: string,
  applies: (app: NodeApp) => Outcome | null = () => null,
): readonly Outcome[] {
  return forEachApp(apps, (app) => {
    const other = applies(app);
    if (other !== null) return other;
    const { subject } = app;
    const own = trees.value.filter((each) => each.subject === subject && each.area === area);
    const deviations = own.flatMap((each) => each.deviations);
    const refs = deviations.map((each) => each.ref);
    if (isNonEmpty(refs)) {
      const named = deviations.slice(0, 5).map((each) => each.what);
      const more = deviations.length > 5 ? ` and ${deviations.length - 5} more` : '';
      return fail(refs, {
        subject,
        what: `${named.join('; ')}${more}`,
        location: `${app.container ?? subject}: ${area}`,
      });
    }
    const [first] = own;
    if (first === undefined) {
      return cannotTell('not-collected', `${area} of ${subject} was not compared with anything`, { subject, settle });
    }
    return pass([first.ref], {
      subject,
      what: `compared by ${[...new Set(own.map((each) => each.method))].join(', ')}`,
    });
  });
}
