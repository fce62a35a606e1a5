import { defineCheck } from '../../core/check.js';
import { seen } from '../../core/example.js';
import { exampleAdvisory, exampleApp, exampleTable } from '../../facts/examples.js';
import { holeExamples, holeNeeds, holeUses } from '../images/hole-examples.js';
import { judgeHoles } from '../images/known-holes.js';

/** PAY-28: form-builder, import-export or orderable of Payload has a known hole. */
export const payloadPluginHasKnownHole = defineCheck({
  id: 'PAY-28',
  title: 'form-builder, import-export or orderable of Payload has a known hole',
  questions: ['Q2'],
  severity: 'critical',
  required: false,
  needs: holeNeeds,
  uses: holeUses,
  decide: ({ nodeApps, advisoryTable, nextSources }, { now }) =>
    judgeHoles({
      apps: nodeApps,
      table: advisoryTable.value,
      sources: nextSources,
      packageName: 'payload',
      rows: ['CVE-2026-105857', 'CVE-2026-105844', 'CVE-2026-105859'],
      now,
    }),
  whyItMatters: 'These parts run code or change documents for visitors without login.',
  verifyByHand: 'npm ls payload @payloadcms/plugin-form-builder @payloadcms/plugin-import-export',
  remediation: { text: 'Upgrade Payload to 3.90.2, or take the plugin out until then.' },
  references: ['CVE-2026-105857', 'CVE-2026-105844', 'CVE-2026-105859'],
  examples: holeExamples(
    exampleRow(),
    { vulnerable: { payload: '3.89.0', '@payloadcms/plugin-form-builder': '3.89.0' }, fixed: { payload: '3.90.0' } },
    {
      pass: [
        {
          title: 'the plugin is not installed',
          facts: {
            nodeApps: seen([exampleApp({ payload: '3.89.0' })]),
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
    id: 'CVE-2026-105857',
    package: 'payload',
    affected: ['>=3.0.0-0 <3.90.0'],
    fixed: ['3.90.0'],
    precondition: 'form-builder-plugin',
    confidence: 'inferred',
  });
}
