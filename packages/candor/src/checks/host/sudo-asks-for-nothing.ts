import { defineCheck, fail, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { defaultPolicy } from '../../core/policy.js';
import { type SudoRule, sudoRules } from '../../facts/host-settings.js';
import { policy } from '../../facts/policy.js';
import { hostRef } from './example-host.js';

/** HST-07: NOPASSWD for single commands alone, or for the one account that logs in by key. */
export const sudoAsksForNothing = defineCheck({
  id: 'HST-07',
  title: 'An account becomes root without a password',
  questions: ['Q7'],
  severity: 'high',
  required: false,
  needs: { rules: sudoRules, policy },

  decide({ rules, policy: declared }) {
    const open = rules.value.filter(
      ({ noPassword, commands, who }) =>
        noPassword && commands.includes('ALL') && who !== 'root' && !declared.value.approved.users.includes(who),
    );
    const service = open.filter(({ who }) => /^(?:www-data|nginx|node|nobody|mongodb|docker|ALL|%users)$/.test(who));
    const first = service[0] ?? open[0];
    if (!first) return pass(rules.evidence, { what: 'sudo asks for a password' });
    // Cloud images give this to their one administrator, whose login is guarded by a key: a note, no open door.
    return fail([first.ref], {
      what: `${first.who} may do everything without a password`,
      location: first.file,
      severity: service.length > 0 ? 'high' : 'medium',
    });
  },
  whyItMatters: 'Whoever gets a shell as that account is root at once.',
  verifyByHand: 'sudo grep -rn NOPASSWD /etc/sudoers /etc/sudoers.d',
  remediation: { text: 'Ask for the password, or name the few commands.', commands: ['sudo visudo'] },
  references: ['sudoers(5)', 'CIS Debian 5.2'],
  examples: {
    pass: [
      {
        title: 'with a password',
        facts: { rules: seen([rule({ noPassword: false })], hostRef('host.sudoers')), policy: seen(defaultPolicy) },
      },
      {
        title: 'one command',
        facts: {
          rules: seen([rule({ commands: ['/usr/bin/systemctl reload nginx'] })], hostRef('host.sudoers')),
          policy: seen(defaultPolicy),
        },
      },
      {
        title: 'the declared administrator',
        facts: {
          rules: seen([rule({})], hostRef('host.sudoers')),
          policy: seen({ ...defaultPolicy, approved: { ...defaultPolicy.approved, users: ['debian'] } }),
        },
      },
      { title: 'no rule', facts: { rules: seen([], hostRef('host.sudoers')), policy: seen(defaultPolicy) } },
    ],
    fail: [
      {
        title: 'the web server',
        facts: { rules: seen([rule({ who: 'www-data' })], hostRef('host.sudoers')), policy: seen(defaultPolicy) },
      },
      {
        title: 'the administrator of a cloud image, not declared',
        facts: { rules: seen([rule({})], hostRef('host.sudoers')), policy: seen(defaultPolicy) },
      },
    ],
    blind: [
      { title: 'denied', facts: { rules: unseen(), policy: seen(defaultPolicy) } },
      { title: 'a part', facts: { rules: partlySeen([rule({ noPassword: false })]), policy: seen(defaultPolicy) } },
    ],
  },
});

function rule(change: Partial<SudoRule>): SudoRule {
  return {
    file: '/etc/sudoers.d/90-cloud-init-users',
    who: 'debian',
    noPassword: true,
    commands: ['ALL'],
    ref: hostRef('host.sudoers'),
    ...change,
  };
}
