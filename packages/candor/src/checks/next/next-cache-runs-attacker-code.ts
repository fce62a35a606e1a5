import { defineCheck } from '../../core/check.js';
import { seen } from '../../core/example.js';
import { exampleAdvisory, exampleApp, exampleTable } from '../../facts/examples.js';
import { holeExamples, holeNeeds, holeUses } from '../images/hole-examples.js';
import { judgeHoles } from '../images/known-holes.js';
import { exampleSource } from './next-example.js';

/** NXT-05: `use cache` runs code from requests (GHSA-673q-mjm6-r5xr). */
export const nextCacheRunsAttackerCode = defineCheck({
  id: 'NXT-05',
  title: '`use cache` runs code from requests (GHSA-673q-mjm6-r5xr)',
  questions: ['Q2'],
  severity: 'critical',
  required: true,
  needs: holeNeeds,
  uses: holeUses,
  decide: ({ nodeApps, advisoryTable, nextSources }, { now }) =>
    judgeHoles({
      apps: nodeApps,
      table: advisoryTable.value,
      sources: nextSources,
      packageName: 'next',
      rows: ['GHSA-673q-mjm6-r5xr'],
      now,
    }),
  whyItMatters: 'Typed arrays in the arguments of a cached function run code in the app, without login.',
  verifyByHand: 'docker exec CONTAINER node -p "require(\'next/package.json\').version"',
  remediation: { text: 'Upgrade Next.js to 16.4.5, or take `use cache` out until then.' },
  references: ['GHSA-673q-mjm6-r5xr'],
  examples: holeExamples(
    exampleRow(),
    { vulnerable: { next: '16.4.0' }, fixed: { next: '15.5.29' } },
    {
      pass: [
        {
          title: 'the source has no `use cache`',
          facts: {
            nodeApps: seen([exampleApp({ next: '16.4.0' })]),
            advisoryTable: seen(exampleTable([exampleRow()])),
            nextSources: seen([exampleSource()]),
          },
          expect: 'not-applicable',
        },
      ],
    },
  ),
});

function exampleRow() {
  return exampleAdvisory({
    id: 'GHSA-673q-mjm6-r5xr',
    affected: ['>=16.0.0-0 <16.4.1'],
    fixed: ['16.4.1'],
    precondition: 'use-cache',
  });
}
