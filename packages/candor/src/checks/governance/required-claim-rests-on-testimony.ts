import { defineCheck, fail, notApplicable, type Outcome } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { collection } from '../../facts/collection.js';
import { exampleCollection } from '../../facts/examples-collection.js';

const word = {
  id: 'firewall.cloud',
  subject: 'external:provider',
  status: 'ok' as const,
  detail: null,
  testimony: true,
  ref: { artifact: 'firewall.cloud', subject: 'external:provider' },
};

/** GOV-05: something is only a person's word. */
export const requiredClaimRestsOnTestimony = defineCheck({
  id: 'GOV-05',
  title: 'Something rests on a person’s word alone',
  questions: ['Q9'],
  severity: 'low',
  required: false,
  needs: { collection },
  decide({ collection: made }): Outcome {
    const words = made.value.artifacts.filter((artifact) => artifact.testimony);
    const first = words[0];
    if (!first) return notApplicable(made.evidence, 'no testimony among the evidence');
    return fail([first.ref], {
      what: `${words.map((artifact) => artifact.id).join(', ')}: testimony, which carries no pass`,
      location: first.subject,
    });
  },
  whyItMatters: '"Confirmed by user" stood in a report that said SAFE while the port was open to the world.',
  verifyByHand: 'candor probe HOST',
  remediation: {
    text: 'Replace the word by an observation: an export of the provider’s rules, or a probe from outside.',
  },
  references: ['TESTIMONY', 'Dec-2025 case G3'],
  examples: {
    pass: [{ title: 'observations only', expect: 'not-applicable', facts: { collection: seen(exampleCollection()) } }],
    fail: [
      { title: 'a word about the firewall', facts: { collection: seen(exampleCollection({}, { artifacts: [word] })) } },
    ],
    blind: [
      { title: 'no manifest', facts: { collection: unseen() } },
      { title: 'a part', facts: { collection: partlySeen(exampleCollection()) } },
    ],
  },
});
