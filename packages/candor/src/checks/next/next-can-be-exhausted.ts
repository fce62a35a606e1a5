import { defineCheck } from '../../core/check.js';
import { exampleAdvisory } from '../../facts/examples.js';
import { holeExamples, holeNeeds, holeUses } from '../images/hole-examples.js';
import { judgeHoles } from '../images/known-holes.js';

/** NXT-07: Requests exhaust Next.js, or read its source. */
export const nextCanBeExhausted = defineCheck({
  id: 'NXT-07',
  title: 'Requests exhaust Next.js, or read its source',
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
      rows: [
        'CVE-2025-55183',
        'CVE-2025-55184',
        'CVE-2025-67779',
        'CVE-2026-23864',
        'CVE-2026-23869',
        'CVE-2026-23870',
        'CVE-2026-44907',
        'CVE-2026-44579',
        'CVE-2026-64644',
        'CVE-2026-94482',
      ],
      now,
    }),
  whyItMatters:
    'A few requests keep the process busy or out of memory; one of the set shows the source of server functions.',
  verifyByHand: 'docker exec CONTAINER node -p "require(\'next/package.json\').version"',
  remediation: { text: 'Upgrade Next.js to 16.4.5.' },
  references: ['CVE-2025-55184', 'CVE-2026-23864', 'CVE-2026-23870', 'CVE-2026-94482'],
  examples: holeExamples(exampleRow(), { vulnerable: { next: '15.3.9' }, fixed: { next: '15.5.18' } }),
});

function exampleRow() {
  return exampleAdvisory({
    id: 'CVE-2026-23870',
    severity: 'high',
    affected: ['>=13.0.0-0 <15.5.18', '>=16.0.0-0 <16.2.6'],
    fixed: ['15.5.18', '16.2.6'],
    remoteCodeExecution: false,
  });
}
