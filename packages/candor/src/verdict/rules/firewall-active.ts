import { valueIfKnown } from '../../core/fact.js';
import { firewall } from '../../facts/firewall.js';
import { traced } from '../changes.js';
import { defineRule } from '../rule.js';

/** Rule 30: rules in an inactive firewall hold nothing back. */
export const firewallActive = defineRule({
  id: 'FIREWALL_ACTIVE',
  number: 30,
  reason: 'ufw was given rules and never switched on.',
  apply: (judgement, { facts }) =>
    (valueIfKnown(facts(firewall)) ?? [])
      .filter((reading) => !reading.active)
      .reduce(
        (next, reading) =>
          traced(next, 'FIREWALL_ACTIVE', reading.tool, 'its rules are inert', `${reading.tool} is inactive`, [
            reading.ref,
          ]),
        judgement,
      ),
});
