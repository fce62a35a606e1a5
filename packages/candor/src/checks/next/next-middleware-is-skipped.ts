import { defineCheck } from '../../core/check.js';
import { seen } from '../../core/example.js';
import { exampleAdvisory, exampleApp, exampleTable } from '../../facts/examples.js';
import { holeExamples, holeNeeds, holeUses } from '../images/hole-examples.js';
import { judgeHoles } from '../images/known-holes.js';
import { exampleSource } from './next-example.js';

/** NXT-08: Requests go past the middleware of Next.js. */
export const nextMiddlewareIsSkipped = defineCheck({
  id: 'NXT-08',
  title: 'Requests go past the middleware of Next.js',
  questions: ['Q2'],
  severity: 'high',
  required: false,
  needs: holeNeeds,
  uses: holeUses,
  decide: ({ nodeApps, advisoryTable, nextSources }, { now }) =>
    judgeHoles({
      apps: nodeApps,
      table: advisoryTable.value,
      sources: nextSources,
      packageName: 'next',
      rows: ['CVE-2026-44573', 'CVE-2026-44574', 'CVE-2026-44575', 'CVE-2026-45109', 'CVE-2026-64642'],
      now,
    }),
  whyItMatters: 'Where the middleware or proxy decides who may see a page, some requests never meet it.',
  verifyByHand: 'docker exec CONTAINER node -p "require(\'next/package.json\').version"',
  remediation: { text: 'Upgrade Next.js to 16.4.5, and check the session in each handler too.' },
  references: ['CVE-2026-44575', 'CVE-2026-45109', 'CVE-2026-64642'],
  examples: holeExamples(
    exampleRow(),
    { vulnerable: { next: '15.5.16' }, fixed: { next: '15.5.18' } },
    {
      pass: [
        {
          title: 'no middleware in the source',
          facts: {
            nodeApps: seen([exampleApp({ next: '15.5.16' })]),
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
    id: 'CVE-2026-45109',
    severity: 'high',
    affected: ['>=15.2.0-0 <15.5.18'],
    fixed: ['15.5.18'],
    precondition: 'auth-in-middleware',
    remoteCodeExecution: false,
  });
}
