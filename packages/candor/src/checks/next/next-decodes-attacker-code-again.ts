import { defineCheck } from '../../core/check.js';
import { exampleAdvisory } from '../../facts/examples.js';
import { holeExamples, holeNeeds, holeUses } from '../images/hole-examples.js';
import { judgeHoles } from '../images/known-holes.js';

/** NXT-03: Next.js runs code from requests, again (CVE-2026-126187). */
export const nextDecodesAttackerCodeAgain = defineCheck({
  id: 'NXT-03',
  title: 'Next.js runs code from requests, again (CVE-2026-126187)',
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
      rows: ['CVE-2026-126187'],
      now,
    }),
  whyItMatters: 'One request without login runs any command in the app, also in versions that fixed the hole of 2025.',
  verifyByHand: 'docker exec CONTAINER node -p "require(\'next/package.json\').version"',
  remediation: { text: 'Upgrade Next.js to 16.4.5, or 15.5.29 without Payload, rebuild and restart.' },
  references: ['CVE-2026-126187', 'GHSA-xqc2-xf4c-x3h3'],
  examples: holeExamples(exampleRow(), { vulnerable: { next: '16.4.0' }, fixed: { next: '16.4.5' } }),
});

function exampleRow() {
  return exampleAdvisory({
    id: 'CVE-2026-126187',
    affected: ['>=15.0.0-0 <15.5.28', '>=16.0.0-0 <16.4.1'],
    fixed: ['15.5.28', '16.4.1'],
    confidence: 'inferred',
  });
}
