import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { defaultPolicy } from '../../core/policy.js';
import { outsideProbes, type ProbedPort } from '../../facts/exposure.js';
import { policy } from '../../facts/policy.js';

/** EXP-09: what a prober at another place reaches (rule VANTAGE). */
export const reachableFromOutsideUndeclared = defineCheck({
  id: 'EXP-09',
  title: 'A probe from outside reaches a port that nobody declared',
  questions: ['Q1'],
  severity: 'high',
  required: false,
  needs: { probes: outsideProbes, policy },
  decide({ probes, policy: declared }) {
    const allowed = new Set(declared.value.ports.filter(({ proto }) => proto === 'tcp').map(({ port }) => port));
    const extra = probes.value.filter((probe) => probe.result === 'open' && !allowed.has(probe.port));
    const refs = extra.map((probe) => probe.ref);
    if (isNonEmpty(refs)) {
      const ports = [...new Set(extra.map((probe) => probe.port))].sort((a, b) => a - b);
      const what = `a probe from ${extra[0]?.vantage ?? 'outside'} reached ${ports.join(', ')}, which nobody declared`;
      return fail(refs, { what, location: `port ${ports.join(' and ')}` });
    }
    if (probes.value.length === 0) return cannotTell('not-collected', 'no port was probed from another place');
    return pass(probes.evidence, { what: `${probes.value.length} probes from outside reached declared ports alone` });
  },
  whyItMatters:
    'Only a look from another machine shows what the whole chain of firewalls lets through. What the host says about itself is half of it.',
  verifyByHand: 'nc -zvw3 your-server.example 3000 8080 27017   # from another machine',
  remediation: {
    text: 'Close the port where it is bound or published, then probe again from outside.',
    commands: ['sudo ss -tulpen', 'candor check --ssh you@your-server.example'],
  },
  references: ['ATT&CK T1595.001'],
  examples: {
    pass: [
      {
        title: 'only HTTPS is open',
        facts: {
          probes: seen([probe(443, 'open'), probe(3000, 'filtered'), probe(27017, 'closed')]),
          policy: seen(defaultPolicy),
        },
      },
    ],
    fail: [{ title: 'the app answers', facts: { probes: seen([probe(3000, 'open')]), policy: seen(defaultPolicy) } }],
    blind: [
      { title: 'no probe', facts: { probes: unseen(), policy: seen(defaultPolicy) } },
      { title: 'an empty list of probes', facts: { probes: seen([]), policy: seen(defaultPolicy) } },
      { title: 'some probes failed', facts: { probes: partlySeen([probe(443, 'open')]), policy: seen(defaultPolicy) } },
    ],
  },
});

function probe(port: number, result: ProbedPort['result']): ProbedPort {
  return {
    vantage: 'caller',
    to: '203.0.113.7',
    port,
    family: 4,
    result,
    ref: exampleRef('host.listen-probe', 'external:caller'),
  };
}
