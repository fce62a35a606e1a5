import { matchAdvisories } from '../../advisories/match.js';
import { valueIfKnown } from '../../core/fact.js';
import { advisoryTable } from '../../facts/advisories.js';
import { nodeApps } from '../../facts/app.js';
import { capped } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 34: a reachable component in a known-exploited range caps the verdict until the running version is fixed. */
export const vulnVersion = defineRule({
  id: 'VULN_VERSION',
  number: 34,
  reason: 'Whatever else looks well, the door is open while the version runs.',
  apply: (judgement, { facts }) => {
    const table = valueIfKnown(facts(advisoryTable));
    const apps = (valueIfKnown(facts(nodeApps)) ?? []).filter((app) => app.networkFacing !== false);
    if (!table) return judgement;
    const hits = apps.flatMap((app) =>
      app.packages.flatMap((entry) =>
        matchAdvisories(table, entry.name, entry.version)
          .filter((row) => row.knownExploited)
          .map((row) => ({ entry, row })),
      ),
    );
    const first = hits[0];
    if (!first) return judgement;
    return capped(
      judgement,
      'VULN_VERSION',
      'AT RISK',
      `${first.entry.name} ${first.entry.version} is running, and ${first.row.id} in it is known to be exploited`,
      [first.entry.ref],
    );
  },
});
