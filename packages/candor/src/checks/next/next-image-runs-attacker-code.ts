import { defineCheck } from '../../core/check.js';
import { seen } from '../../core/example.js';
import { exampleAdvisory, exampleApp, exampleTable } from '../../facts/examples.js';
import { holeExamples, holeNeeds, holeUses } from '../images/hole-examples.js';
import { judgeHoles } from '../images/known-holes.js';

/** NXT-04: The image optimizer runs code from images (CVE-2026-96889). */
export const nextImageRunsAttackerCode = defineCheck({
  id: 'NXT-04',
  title: 'The image optimizer runs code from images (CVE-2026-96889)',
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
      rows: (row) => row.id === 'CVE-2026-96889' && row.package === 'next',
      now,
    }),
  whyItMatters:
    'A crafted image on /_next/image runs code in the app, without login, where sharp is an old glibc build.',
  verifyByHand: 'docker exec CONTAINER node -p "require(\'next/package.json\').version"',
  remediation: { text: 'Upgrade Next.js and sharp, or switch the optimizer off (images.unoptimized) until then.' },
  references: ['CVE-2026-96889', 'GHSA-2464-fhr4-w9xw'],
  examples: holeExamples(
    exampleRow(),
    { vulnerable: { next: '16.4.0', sharp: '0.34.1' }, fixed: { next: '16.4.5', sharp: '0.34.1' } },
    {
      pass: [
        {
          title: 'musl: the hole is not there',
          facts: {
            nodeApps: seen([exampleApp({ next: '16.4.0', sharp: '0.34.1' }, { libc: 'musl' })]),
            advisoryTable: seen(exampleTable([exampleRow()])),
          },
          expect: 'not-applicable',
        },
      ],
    },
  ),
});

function exampleRow() {
  return exampleAdvisory({
    id: 'CVE-2026-96889',
    affected: ['>=10.0.0-0 <15.5.28', '>=16.0.0-0 <16.4.1'],
    fixed: ['15.5.28', '16.4.1'],
    precondition: 'image-optimizer-with-old-sharp-on-glibc',
  });
}
