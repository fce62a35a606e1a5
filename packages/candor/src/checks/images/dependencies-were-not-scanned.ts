import { defineCheck, pass } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { type DependencyScan, dependencyScans } from '../../facts/dependency-scans.js';

/** IMG-16: the table holds what matters most; the whole tree needs a scanner that ran to its end. */
export const dependenciesWereNotScanned = defineCheck({
  id: 'IMG-16',
  title: 'The whole dependency tree was not scanned',
  questions: ['Q2'],
  severity: 'low',
  required: false,
  gate: true,
  needs: { dependencyScans },
  decide: ({ dependencyScans: scans }) => {
    const tools = scans.value.map((scan) => `${scan.tool}: ${scan.findings.length} findings`);
    return pass(scans.evidence, { what: tools.join(', ') });
  },
  whyItMatters: "Candor's table holds the holes of this stack; a scanner knows those of every small package too.",
  verifyByHand: 'trivy fs --format json . | head',
  remediation: {
    text: 'Run a scanner and hand its JSON to the bundle.',
    commands: ['trivy fs --format json -o scan.json .'],
  },
  references: ['trivy', 'grype'],
  examples: {
    pass: [{ title: 'a scan is there', facts: { dependencyScans: seen([scan()]) } }],
    fail: [],
    blind: [
      { title: 'no scanner was run', facts: { dependencyScans: unseen() } },
      { title: 'a scan that was cut', facts: { dependencyScans: partlySeen([scan()]) } },
    ],
  },
});

function scan(): DependencyScan {
  return { tool: 'trivy', subject: 'project:site', findings: [], ref: exampleRef('scan.trivy') };
}
