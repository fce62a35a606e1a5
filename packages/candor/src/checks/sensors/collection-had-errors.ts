import { cannotTell, defineCheck, type Outcome, pass } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { collection } from '../../facts/collection.js';
import { exampleCollection } from '../../facts/examples-collection.js';

/** SNS-11: a collector that failed or hung. */
export const collectionHadErrors = defineCheck({
  id: 'SNS-11',
  title: 'A collector failed or did not finish',
  questions: ['Q8'],
  severity: 'medium',
  required: true,
  gate: true,
  needs: { collection },
  decide({ collection: made }): Outcome {
    const bad = made.value.artifacts.filter((artifact) => artifact.status === 'error' || artifact.status === 'timeout');
    const first = bad[0];
    if (made.value.artifacts.length === 0) return cannotTell('not-collected', 'nothing was collected');
    if (!first) return pass(made.evidence, { what: 'every collector finished' });
    return cannotTell(
      first.status === 'timeout' ? 'timeout' : 'unparseable',
      `${bad.length} artefacts came out as error or timeout: ${bad
        .map((artifact) => `${artifact.id}${artifact.detail ? ` (${artifact.detail.slice(0, 100)})` : ''}`)
        .slice(0, 4)
        .join('; ')}`,
      { evidence: [first.ref] },
    );
  },
  whyItMatters: 'A question that timed out was asked and not answered; it must not read like a quiet host.',
  verifyByHand: 'candor doctor',
  remediation: {
    text: 'Find out why it hangs or fails (a stuck Docker daemon is the usual cause) and run the check again.',
    commands: ['candor doctor'],
  },
  references: [],
  examples: {
    pass: [{ title: 'all finished', facts: { collection: seen(exampleCollection()) } }],
    fail: [
      { title: 'the engine hangs', facts: { collection: seen(exampleCollection({ 'docker.inspect': 'timeout' })) } },
    ],
    blind: [
      { title: 'no manifest', facts: { collection: unseen() } },
      { title: 'an empty collection', facts: { collection: seen(exampleCollection({})) } },
    ],
  },
});
