import { matchAdvisories } from '../../advisories/match.js';
import { valueIfKnown } from '../../core/fact.js';
import { advisoryTable } from '../../facts/advisories.js';
import { nodeApps } from '../../facts/app.js';
import { traced } from '../changes.js';
import { claimsOf } from '../claims.js';
import { defineRule } from '../rule.js';

/** Rule 35: a recommended version is itself outside every known range. */
export const upgradeTargetIsVulnerable = defineRule({
  id: 'UPGRADE_TARGET',
  number: 35,
  reason: 'The plan of the case was to move from 15.3.2 to 15.4.7, which has the same hole.',
  apply: (judgement, { facts }) => {
    const table = valueIfKnown(facts(advisoryTable));
    if (!table) return judgement;
    const installed = (valueIfKnown(facts(nodeApps)) ?? []).flatMap((app) => app.packages);
    return claimsOf(facts).reduce((next, claim) => {
      const match =
        /\b(?:upgrade|update|move|migrate|bump|go)\b[^\n]{0,60}?\b(?:to|→)\s*(?:@?[a-z][\w./-]{0,40}[@ ])?v?(\d{1,3}\.\d{1,3}\.\d{1,3})/i.exec(
          claim.text,
        );
      const name = match?.[1] ? packageOf(claim.text, match[1], installed) : null;
      const row =
        match?.[1] && name ? matchAdvisories(table, name, match[1]).find((one) => one.remoteCodeExecution) : undefined;
      return row && match?.[1]
        ? traced(
            next,
            'UPGRADE_TARGET',
            claim.where,
            'recommendation refused',
            `${name} ${match[1]} has ${row.id} too`,
            [claim.ref],
          )
        : next;
    }, judgement);
  },
});

/** The package that the sentence names; where it names none, the framework whose installed version has the same major. */
function packageOf(
  text: string,
  version: string,
  installed: readonly { readonly name: string; readonly version: string }[],
): string | null {
  const words = new Set(
    text
      .toLowerCase()
      .split(/[^\w./@-]+/)
      .flatMap((word) => [word, word.split('@')[0]]),
  );
  const named = installed.find((entry) => words.has(entry.name));
  if (named) return named.name;
  if (words.has('next.js') || words.has('nextjs')) return 'next';
  const frameworks = installed.filter((entry) => entry.name === 'next' || entry.name === 'payload');
  return frameworks.find((entry) => entry.version.split('.')[0] === version.split('.')[0])?.name ?? null;
}
