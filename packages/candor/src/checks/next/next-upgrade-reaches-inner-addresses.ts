import { defineCheck } from '../../core/check.js';
import { exampleAdvisory } from '../../facts/examples.js';
import { holeExamples, holeNeeds, holeUses } from '../images/hole-examples.js';
import { judgeHoles } from '../images/known-holes.js';

/** NXT-09: A WebSocket upgrade reaches inner addresses (CVE-2026-44578). */
export const nextUpgradeReachesInnerAddresses = defineCheck({
  id: 'NXT-09',
  title: 'A WebSocket upgrade reaches inner addresses (CVE-2026-44578)',
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
      rows: ['CVE-2026-44578'],
      now,
    }),
  whyItMatters:
    'A self-hosted Next.js forwards an upgrade request to addresses of the sender’s choice: the database, the cloud metadata.',
  verifyByHand: 'docker exec CONTAINER node -p "require(\'next/package.json\').version"',
  remediation: { text: 'Upgrade Next.js to 16.4.5; until then let nginx forward Upgrade only where it is needed.' },
  references: ['CVE-2026-44578'],
  examples: holeExamples(exampleRow(), { vulnerable: { next: '15.5.15' }, fixed: { next: '15.5.16' } }),
});

function exampleRow() {
  return exampleAdvisory({
    id: 'CVE-2026-44578',
    severity: 'high',
    affected: ['>=13.4.13-0 <15.5.16', '>=16.0.0-0 <16.2.5'],
    fixed: ['15.5.16', '16.2.5'],
    precondition: 'upgrade-forwarded',
    remoteCodeExecution: false,
  });
}
