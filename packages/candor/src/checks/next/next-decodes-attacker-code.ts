import { defineCheck } from '../../core/check.js';
import { exampleAdvisory } from '../../facts/examples.js';
import { holeExamples, holeNeeds, holeUses } from '../images/hole-examples.js';
import { judgeHoles } from '../images/known-holes.js';

/** NXT-02: Next.js runs code from requests (CVE-2025-55182, React2Shell). */
export const nextDecodesAttackerCode = defineCheck({
  id: 'NXT-02',
  title: 'Next.js runs code from requests (CVE-2025-55182, React2Shell)',
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
      rows: ['CVE-2025-55182'],
      now,
    }),
  whyItMatters: 'One request without login runs any command in the app. It is exploited by bots within hours.',
  verifyByHand: 'docker exec CONTAINER node -p "require(\'next/package.json\').version"',
  remediation: {
    text: 'Upgrade Next.js outside every known range (16.4.5), rebuild, restart, then look for signs of a break-in.',
  },
  references: ['CVE-2025-55182', 'CVE-2025-66478', 'GHSA-9qr9-h5gf-34mp'],
  examples: holeExamples(exampleRow(), { vulnerable: { next: '15.3.2' }, fixed: { next: '15.3.6' } }),
});

function exampleRow() {
  return exampleAdvisory();
}
