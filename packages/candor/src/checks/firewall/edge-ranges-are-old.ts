import { cannotTell, defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { defaultPolicy } from '../../core/policy.js';
import { policy } from '../../facts/policy.js';

/** FWL-10: the declared ranges are at most thirty days old. */
export const edgeRangesAreOld = defineCheck({
  id: 'FWL-10',
  title: "The list of the edge's addresses is old",
  questions: ['Q1'],
  severity: 'low',
  required: false,
  needs: { policy },

  decide({ policy: declared }, { now }) {
    const edge = declared.value.edge;
    if (edge === null) return notApplicable(declared.evidence, 'no proxy in front of this host is declared');
    if (edge.asOf === null)
      return cannotTell('not-collected', 'the date of the ranges is not declared', { settle: 'candor init' });
    const days = Math.floor((now.getTime() - edge.asOf.getTime()) / 86_400_000);
    return days <= 30
      ? pass(declared.evidence, { what: `${days} day(s) old` })
      : fail(declared.evidence, { what: `the ranges of ${edge.name} are ${days} days old`, location: 'candor.yaml' });
  },
  whyItMatters: 'New addresses of the edge are shut out, given-up ones are let in.',
  verifyByHand: 'curl -s https://www.cloudflare.com/ips-v4',
  remediation: { text: 'Fetch the list anew.', commands: ['candor init'] },
  references: ['developers.cloudflare.com/fundamentals/concepts/cloudflare-ip-addresses'],
  examples: {
    pass: [
      { title: 'fresh', facts: { policy: edgeOf(new Date('2026-11-10')) } },
      { title: 'no edge', facts: { policy: seen(defaultPolicy) }, expect: 'not-applicable' },
    ],
    fail: [{ title: 'old', facts: { policy: edgeOf(new Date('2026-01-01')) } }],
    blind: [
      { title: 'no date', facts: { policy: edgeOf(null) } },
      { title: 'denied', facts: { policy: unseen() } },
    ],
  },
});

function edgeOf(asOf: Date | null) {
  return seen({ ...defaultPolicy, edge: { name: 'cloudflare', ranges: ['104.16.0.0/13'], asOf } });
}
