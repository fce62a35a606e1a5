import { defineCheck, pass } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { advisoryTable } from '../../facts/advisories.js';
import { exampleTable } from '../../facts/examples.js';

/** Age in days above which the data is stale (checks.md). */
const staleAfterDays = 14;

/** IMG-15: "no known hole" is only as good as the date of the data. */
export const advisoryDataIsOld = defineCheck({
  id: 'IMG-15',
  title: 'The advisory data is old',
  questions: ['Q2'],
  severity: 'medium',
  required: true,
  gate: true,
  needs: { advisoryTable },
  decide: ({ advisoryTable: table }) => {
    const { ageDays, retrievedAt } = table.value;
    const day = retrievedAt.toISOString().slice(0, 10);
    if (ageDays <= staleAfterDays) return pass(table.evidence, { what: `data of ${day}` });
    return {
      state: 'stale',
      reason: 'out-of-window',
      detail: `the advisory data is of ${day}, ${Math.floor(ageDays)} days old; above ${staleAfterDays} it may miss a hole`,
      settle: 'candor update',
      evidence: table.evidence,
    };
  },
  whyItMatters: 'A hole that was published since cannot be found with old data.',
  verifyByHand: 'candor check --json | grep retrievedAt',
  remediation: { text: 'Refresh the data.', commands: ['candor update'] },
  references: ['osv.dev'],
  examples: {
    pass: [
      { title: 'of today', facts: { advisoryTable: seen(exampleTable()) } },
      { title: 'two weeks old', facts: { advisoryTable: seen(exampleTable([], { ageDays: 14 })) } },
    ],
    fail: [
      { title: 'fifteen days old', facts: { advisoryTable: seen(exampleTable([], { ageDays: 15, stale: true })) } },
    ],
    blind: [{ title: 'no data', facts: { advisoryTable: unseen() } }],
  },
});
