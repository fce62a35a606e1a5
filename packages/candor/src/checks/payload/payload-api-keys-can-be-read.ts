import { defineCheck } from '../../core/check.js';
import { exampleAdvisory } from '../../facts/examples.js';
import { holeExamples, holeNeeds, holeUses } from '../images/hole-examples.js';
import { judgeHoles } from '../images/known-holes.js';

/** PAY-09: API keys of Payload can be read (CVE-2026-105849). */
export const payloadApiKeysCanBeRead = defineCheck({
  id: 'PAY-09',
  title: 'API keys of Payload can be read (CVE-2026-105849)',
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
      rows: ['CVE-2026-105849'],
      now,
    }),
  whyItMatters:
    'An ordinary read of a collection with useAPIKey hands out the keys, and with them the rights of their owners.',
  verifyByHand: 'docker exec CONTAINER node -p "require(\'payload/package.json\').version"; grep -rn useAPIKey src',
  remediation: { text: 'Upgrade Payload to 3.90.2, then make new API keys: the old ones may have been read.' },
  references: ['CVE-2026-105849'],
  examples: holeExamples(exampleRow(), { vulnerable: { payload: '3.89.0' }, fixed: { payload: '3.90.0' } }),
});

function exampleRow() {
  return exampleAdvisory({
    id: 'CVE-2026-105849',
    package: 'payload',
    affected: ['>=3.0.0-0 <3.90.0'],
    fixed: ['3.90.0'],
    precondition: 'api-keys-readable',
    remoteCodeExecution: false,
  });
}
