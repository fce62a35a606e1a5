import { defineCheck } from '../../core/check.js';
import { exampleAdvisory } from '../../facts/examples.js';
import { holeExamples, holeNeeds, holeUses } from './hole-examples.js';
import { judgeHoles } from './known-holes.js';

/** IMG-14: every row of the table against every package in its effective version. */
export const packageHasKnownHole = defineCheck({
  id: 'IMG-14',
  title: 'A package has a known hole',
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
      packageName: null,
      rows: (row) => row.ecosystem === 'npm',
      now,
    }),
  whyItMatters: 'Known holes are tried by everyone, without knowing you.',
  verifyByHand: 'npm ls next payload sharp react-server-dom-webpack',
  remediation: { text: 'Upgrade to the versions named, rebuild and restart.' },
  references: ['GHSA-9qr9-h5gf-34mp'],
  examples: holeExamples(exampleAdvisory(), { vulnerable: { next: '15.3.2' }, fixed: { next: '15.3.6' } }),
});
