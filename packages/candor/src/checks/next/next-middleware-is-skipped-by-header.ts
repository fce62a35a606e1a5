import { defineCheck } from '../../core/check.js';
import { seen } from '../../core/example.js';
import { exampleAdvisory, exampleApp, exampleTable } from '../../facts/examples.js';
import { holeExamples, holeNeeds, holeUses } from '../images/hole-examples.js';
import { judgeHoles } from '../images/known-holes.js';
import { exampleSource } from './next-example.js';

/** NXT-06: A request header skips the login (CVE-2025-29927). */
export const nextMiddlewareIsSkippedByHeader = defineCheck({
  id: 'NXT-06',
  title: 'A request header skips the login (CVE-2025-29927)',
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
      rows: ['CVE-2025-29927'],
      now,
    }),
  whyItMatters: 'Where the middleware checks the login, the header x-middleware-subrequest opens every page.',
  verifyByHand: 'docker exec CONTAINER node -p "require(\'next/package.json\').version"',
  remediation: { text: 'Upgrade Next.js; until then let nginx drop the header and check the session in each handler.' },
  references: ['CVE-2025-29927'],
  examples: holeExamples(
    exampleRow(),
    { vulnerable: { next: '15.2.2' }, fixed: { next: '15.2.3' } },
    {
      pass: [
        {
          title: 'no middleware in the source',
          facts: {
            nodeApps: seen([exampleApp({ next: '15.2.2' })]),
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
    id: 'CVE-2025-29927',
    affected: ['>=14.0.0-0 <14.2.25', '>=15.0.0-0 <15.2.3'],
    fixed: ['14.2.25', '15.2.3'],
    precondition: 'auth-in-middleware',
    remoteCodeExecution: false,
  });
}
