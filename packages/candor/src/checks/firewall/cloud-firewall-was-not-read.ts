import { cannotTell, defineCheck, type Outcome, pass } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { type Collection, collection } from '../../facts/collection.js';
import { exampleCollection } from '../../facts/examples-collection.js';

/** FWL-13: what the provider's firewall does is known from its API, or not known. */
export const cloudFirewallWasNotRead = defineCheck({
  id: 'FWL-13',
  title: "The provider's firewall was not read",
  questions: ['Q1'],
  severity: 'informational',
  required: false,
  gate: true,
  needs: { collection },

  decide({ collection: made }): Outcome {
    const own = made.value.artifacts.filter(({ id }) => id === 'firewall.cloud');
    const read = own.find(({ status, testimony }) => status === 'ok' && !testimony);
    if (read) return pass([read.ref], { what: 'rules of the provider were handed over' });
    const told = own.some(({ testimony }) => testimony);
    const why = told
      ? 'somebody says how it is set, which is no observation'
      : 'no rules of a provider were handed over';
    return cannotTell('not-collected', why, {
      evidence: made.evidence,
      settle: 'candor probe HOST, from another machine',
    });
  },
  whyItMatters:
    'It can close what stands open here; what people remember of it is no evidence. A probe from outside shows the result.',
  verifyByHand: 'candor probe HOST, from another machine',
  remediation: {
    text: 'Probe the host from another place, or hand over the rules as firewall.cloud.',
    commands: ['candor probe HOST'],
  },
  references: [],
  examples: {
    pass: [{ title: 'handed over', facts: { collection: seen(exampleCollection({ 'firewall.cloud': 'ok' })) } }],
    fail: [{ title: 'not handed over', facts: { collection: seen(exampleCollection()) } }],
    blind: [
      { title: 'no manifest', facts: { collection: unseen() } },
      { title: 'told by somebody', facts: { collection: seen(told()) } },
    ],
  },
});

function told(): Collection {
  const made = exampleCollection({ 'firewall.cloud': 'ok' });
  return {
    ...made,
    artifacts: made.artifacts.map((each) => (each.id === 'firewall.cloud' ? { ...each, testimony: true } : each)),
  };
}
