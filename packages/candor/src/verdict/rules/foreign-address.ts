import { valueIfKnown } from '../../core/fact.js';
import { defaultPolicy } from '../../core/policy.js';
import { policy } from '../../facts/policy.js';
import { traced } from '../changes.js';
import { declaredPeers, isRoutable } from '../incidents/foreign-peers.js';
import { defineRule } from '../rule.js';

/** Rule 10: an address that nothing of the site declares, in a server-side command or a socket error. */
export const foreignAddress = defineRule({
  id: 'FOREIGN_ADDRESS',
  number: 10,
  reason:
    'A routable address that stands in no source, configuration, lock file or declared destination was put there by somebody else, whatever the sensor’s state.',
  apply: (judgement, { facts, bundle }) => {
    const peers = declaredPeers(bundle, valueIfKnown(facts(policy)) ?? defaultPolicy);
    return judgement.incidents.reduce((next, incident) => {
      const foreign = incident.indicators.filter(
        (indicator) =>
          (indicator.type === 'ipv4' || indicator.type === 'ipv6' || indicator.type === 'domain') &&
          isRoutable(indicator.value) &&
          !peers.isDeclared(indicator.value),
      );
      const named = foreign.map((indicator) => indicator.value);
      if (named.length === 0 || incident.subjects.length === 0) return next;
      const missing = peers.notSearched.length > 0 ? `; could not be searched: ${peers.notSearched.join(', ')}` : '';
      return traced(
        next,
        'FOREIGN_ADDRESS',
        incident.id,
        `severity ${incident.severity}`,
        `${named.join(', ')} stands in none of ${peers.searched.join(', ') || 'the collected sources'}${missing}`,
        incident.evidence.slice(0, 3),
      );
    }, judgement);
  },
});
