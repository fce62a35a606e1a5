import { defineCheck, fail, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { timeSync } from '../../facts/host-settings.js';
import { hostRef } from './example-host.js';

/** HST-08: synchronised, and less than one second off. */
export const clockIsWrong = defineCheck({
  id: 'HST-08',
  title: 'The clock follows no reference',
  questions: ['Q7'],
  severity: 'medium',
  required: false,
  needs: { clock: timeSync },

  decide({ clock }) {
    const { synchronized, offsetSec, ref } = clock.value;
    if (synchronized && (offsetSec ?? 0) < 1) return pass([ref], { what: 'the clock is synchronised' });
    return fail([ref], {
      what: synchronized ? `the clock is ${offsetSec ?? 0} s off` : 'the clock is not synchronised',
      location: 'system clock',
    });
  },
  whyItMatters: 'Times of different logs can only be compared when the clock is right.',
  verifyByHand: 'timedatectl; chronyc tracking',
  remediation: { text: 'Switch synchronisation on.', commands: ['sudo timedatectl set-ntp true'] },
  references: ['timedatectl(1)', 'CIS Debian 2.3'],
  examples: {
    pass: [
      {
        title: 'synchronised',
        facts: {
          clock: seen(
            { synchronized: true, offsetSec: null, ref: hostRef('host.time-sync') },
            hostRef('host.time-sync'),
          ),
        },
      },
    ],
    fail: [
      {
        title: 'not',
        facts: {
          clock: seen(
            { synchronized: false, offsetSec: null, ref: hostRef('host.time-sync') },
            hostRef('host.time-sync'),
          ),
        },
      },
      {
        title: 'off',
        facts: {
          clock: seen({ synchronized: true, offsetSec: 4, ref: hostRef('host.time-sync') }, hostRef('host.time-sync')),
        },
      },
    ],
    blind: [
      { title: 'denied', facts: { clock: unseen() } },
      {
        title: 'a part',
        facts: { clock: partlySeen({ synchronized: true, offsetSec: null, ref: hostRef('host.time-sync') }) },
      },
    ],
  },
});
