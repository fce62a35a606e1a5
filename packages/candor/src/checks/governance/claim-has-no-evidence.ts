import { cannotTell, defineCheck, type Outcome, pass } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { collection } from '../../facts/collection.js';
import { exampleCollection } from '../../facts/examples-collection.js';

/** GOV-04: there is evidence that claims can link to; the runner turns a pass without a reference into an error. */
export const claimHasNoEvidence = defineCheck({
  id: 'GOV-04',
  title: 'Claims have nothing to link to',
  questions: ['Q9'],
  severity: 'medium',
  required: true,
  gate: true,
  needs: { collection },
  decide({ collection: made }): Outcome {
    const observed = made.value.artifacts.filter((artifact) => artifact.status === 'ok' && !artifact.testimony);
    if (observed.length === 0)
      return cannotTell('not-collected', 'not one artefact is an observation: every claim would be a word');
    return pass(made.evidence, { what: `${observed.length} observations` });
  },
  whyItMatters: 'A sentence without evidence is an opinion, however confident it sounds.',
  verifyByHand: 'candor report --format json',
  remediation: { text: 'Collect evidence on the host and judge that.', commands: ['candor collect -o bundle.tar.gz'] },
  references: ['Dec-2025 case G3'],
  examples: {
    pass: [{ title: 'observations', facts: { collection: seen(exampleCollection()) } }],
    fail: [
      { title: 'nothing readable', facts: { collection: seen(exampleCollection({ 'host.processes': 'denied' })) } },
    ],
    blind: [
      { title: 'no manifest', facts: { collection: unseen() } },
      { title: 'an empty collection', facts: { collection: seen(exampleCollection({})) } },
    ],
  },
});
