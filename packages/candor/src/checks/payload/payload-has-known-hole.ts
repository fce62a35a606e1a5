import { defineCheck } from '../../core/check.js';
import { exampleAdvisory } from '../../facts/examples.js';
import { holeExamples, holeNeeds, holeUses } from '../images/hole-examples.js';
import { judgeHoles } from '../images/known-holes.js';

/** PAY-03: Payload or a plugin of it has a known hole. */
export const payloadHasKnownHole = defineCheck({
  id: 'PAY-03',
  title: 'Payload or a plugin of it has a known hole',
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
      packageName: 'payload',
      rows: (row) =>
        row.package === 'payload' || row.package.startsWith('@payloadcms/') || row.package.endsWith('payload-puck'),
      now,
    }),
  whyItMatters: 'The CMS holds the accounts and the content; several of its holes need no login.',
  verifyByHand: 'docker exec CONTAINER node -p "require(\'payload/package.json\').version"',
  remediation: { text: 'Upgrade payload and every @payloadcms package together to 3.90.2.' },
  references: ['CVE-2026-34751', 'CVE-2026-105849', 'CVE-2026-105859'],
  examples: holeExamples(exampleRow(), { vulnerable: { payload: '3.45.0' }, fixed: { payload: '3.90.2' } }),
});

function exampleRow() {
  return exampleAdvisory({
    id: 'CVE-2026-34751',
    package: 'payload',
    affected: ['>=3.0.0-0 <3.79.1'],
    fixed: ['3.79.1'],
    remoteCodeExecution: false,
  });
}
