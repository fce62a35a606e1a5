import { cannotTell, defineCheck, type Outcome, pass } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { collection } from '../../facts/collection.js';
import { exampleCollection } from '../../facts/examples-collection.js';

/** SNS-01: what was denied to the collector cannot be known. */
export const collectorLacksPrivileges = defineCheck({
  id: 'SNS-01',
  title: 'The collector was not allowed to look everywhere',
  questions: ['Q8'],
  severity: 'medium',
  required: true,
  gate: true,
  needs: { collection },
  decide({ collection: made }): Outcome {
    const denied = made.value.artifacts.filter((artifact) => artifact.status === 'denied');
    const first = denied[0];
    if (!first)
      return made.value.artifacts.length > 0
        ? pass(made.evidence, { what: 'nothing was denied' })
        : cannotTell('not-collected', 'nothing was collected');
    return cannotTell(
      'denied',
      `${denied.length} artefacts were denied: ${denied
        .map((artifact) => artifact.id)
        .slice(0, 6)
        .join(', ')}`,
      {
        evidence: [first.ref],
        ...(made.value.mode === 'manual'
          ? {}
          : { settle: 'Run the check as root (sudo npx candor check, or --ssh with --sudo)' }),
      },
    );
  },
  whyItMatters:
    'The kernel hides other users’ processes, sockets and files from an ordinary user; what is hidden there stays unseen.',
  verifyByHand: 'id -u',
  remediation: {
    text: 'Run the check as root; only the reader keeps the privilege, judging and reporting drop it.',
    commands: ['sudo npx candor check'],
  },
  references: ['proc(5) hidepid', 'ptrace(2)'],
  examples: {
    pass: [{ title: 'as root', facts: { collection: seen(exampleCollection()) } }],
    fail: [
      { title: 'processes denied', facts: { collection: seen(exampleCollection({ 'host.processes': 'denied' })) } },
    ],
    blind: [
      { title: 'no manifest', facts: { collection: unseen() } },
      { title: 'an empty collection', facts: { collection: seen(exampleCollection({})) } },
    ],
  },
});
