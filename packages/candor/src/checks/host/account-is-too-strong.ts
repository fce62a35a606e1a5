import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type Account, accounts } from '../../facts/host.js';
import { hostRef } from './example-host.js';

interface Flaw {
  readonly account: Account;
  readonly what: string;
  readonly severity: 'critical' | 'high';
}

/** HST-06: uid 0 is root alone, and no account that may log in has an empty password. */
export const accountIsTooStrong = defineCheck({
  id: 'HST-06',
  title: 'An account has the power of root, or no password',
  questions: ['Q7'],
  severity: 'critical',
  required: false,
  needs: { accounts },

  decide({ accounts: found }) {
    const flaws = found.value.flatMap((account): Flaw[] => {
      if (account.uid === 0 && account.name !== 'root')
        return [{ account, what: `${account.name} has uid 0`, severity: 'critical' as const }];
      if (account.password === 'empty' && !/(?:nologin|false)$/.test(account.shell))
        return [{ account, what: `${account.name} has an empty password`, severity: 'high' as const }];
      return [];
    });
    if (flaws.length > 0)
      return flaws.map(({ account, what, severity }) =>
        fail([account.ref], { subject: `host:${account.name}`, what, location: '/etc/passwd', severity }),
      );
    const blind = found.value.find(({ password, shell }) => password === null && !/(?:nologin|false)$/.test(shell));
    if (blind)
      return cannotTell('denied', `whether ${blind.name} has a password was not read`, { settle: 'sudo passwd -S -a' });
    return pass(found.evidence, { what: `${found.value.length} accounts; root alone has uid 0` });
  },
  whyItMatters: 'A second root is the plainest way back in.',
  verifyByHand: "awk -F: '$3 == 0 {print $1}' /etc/passwd; sudo passwd -S -a | grep NP",
  remediation: {
    text: 'Lock it first, and find out who made it.',
    commands: ['sudo passwd -l NAME', 'sudo usermod -s /usr/sbin/nologin NAME'],
  },
  references: ['CIS Debian 7.2'],
  examples: {
    pass: [
      {
        title: 'ordinary',
        facts: { accounts: seen([account({ name: 'root', uid: 0 }), account({})], hostRef('host.users')) },
      },
    ],
    fail: [
      { title: 'a second root', facts: { accounts: seen([account({ name: 'toor', uid: 0 })], hostRef('host.users')) } },
      { title: 'no password', facts: { accounts: seen([account({ password: 'empty' })], hostRef('host.users')) } },
    ],
    blind: [
      { title: 'denied', facts: { accounts: unseen() } },
      { title: 'a part', facts: { accounts: partlySeen([account({ name: 'root', uid: 0 }), account({})]) } },
      { title: 'shadow not read', facts: { accounts: seen([account({ password: null })]) } },
    ],
  },
});

function account(change: Partial<Account>): Account {
  return {
    name: 'deploy',
    uid: 1000,
    gid: 1000,
    home: '/home/deploy',
    shell: '/bin/bash',
    password: 'locked',
    groups: [],
    ref: hostRef('host.users'),
    ...change,
  };
}
