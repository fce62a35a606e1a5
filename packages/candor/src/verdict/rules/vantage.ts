import { valueIfKnown } from '../../core/fact.js';
import { outsideProbes } from '../../facts/exposure.js';
import { traced } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 24: a connection to the host's own address, made on the host, proves binding and nothing of the outside. */
export const vantage = defineRule({
  id: 'VANTAGE',
  number: 24,
  reason: 'Reachability needs the prober’s place.',
  apply: (judgement, { facts, bundle }) => {
    const probes = bundle.artifacts.filter(
      (artifact) => artifact.id === 'http.probe' && artifact.subject === 'host' && artifact.status === 'ok',
    );
    const outside = valueIfKnown(facts(outsideProbes)) ?? [];
    if (probes.length === 0 || outside.length > 0) return judgement;
    return traced(
      judgement,
      'VANTAGE',
      'http.probe',
      'proves binding only',
      'every probe was made on the host itself; nobody looked from outside',
      probes.map((artifact) => ({
        artifact: artifact.id,
        subject: artifact.subject,
        ...(artifact.path ? { path: artifact.path } : {}),
      })),
    );
  },
});
