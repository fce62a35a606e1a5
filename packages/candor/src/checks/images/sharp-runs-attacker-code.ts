import { defineCheck } from '../../core/check.js';
import { seen } from '../../core/example.js';
import { exampleAdvisory, exampleApp, exampleTable } from '../../facts/examples.js';
import { holeExamples, holeNeeds, holeUses } from './hole-examples.js';
import { judgeHoles } from './known-holes.js';

/** IMG-19: sharp runs code from images (CVE-2026-96889). */
export const sharpRunsAttackerCode = defineCheck({
  id: 'IMG-19',
  title: 'sharp runs code from images (CVE-2026-96889)',
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
      packageName: 'sharp',
      rows: (row) => row.id === 'CVE-2026-96889' && row.package === 'sharp',
      now,
    }),
  whyItMatters: 'sharp decodes images that visitors send; its old glibc builds run code from a crafted one.',
  verifyByHand: 'docker exec CONTAINER node -p "require(\'sharp/package.json\').version"',
  remediation: { text: 'Upgrade sharp to 0.35.5, rebuild and restart.' },
  references: ['CVE-2026-96889', 'GHSA-2464-fhr4-w9xw'],
  examples: holeExamples(
    exampleRow(),
    { vulnerable: { sharp: '0.35.4' }, fixed: { sharp: '0.35.5' } },
    {
      pass: [
        {
          title: 'an old sharp on musl',
          facts: {
            nodeApps: seen([exampleApp({ sharp: '0.34.1' }, { libc: 'musl' })]),
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
    package: 'sharp',
    affected: ['<0.35.5'],
    fixed: ['0.35.5'],
    precondition: 'glibc',
  });
}
