import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { defaultPolicy } from '../../core/policy.js';
import { type Account, accounts } from '../../facts/host.js';
import { policy } from '../../facts/policy.js';
import { plural } from '../shared/plural.js';

const noLogin = /\/(?:nologin|false|sync|shutdown|halt)$/;
/** First id of people's accounts (login.defs(5), `UID_MIN`); 65534 is nobody. */
const firstPerson = 1000;
const rootGroups = new Set(['sudo', 'wheel', 'docker', 'lxd', 'adm', 'disk']);

function isPerson({ uid, shell }: Account): boolean {
  return uid >= firstPerson && uid !== 65_534 && shell !== '' && !noLogin.test(shell);
}

function textOf({ name, uid, groups }: Account): string {
  const strong = groups.filter((group) => rootGroups.has(group));
  return `${name} (uid ${uid}${strong.length === 0 ? '' : `, ${strong.join(', ')}`})`;
}

/** PER-12: accounts with the rights of root, and people's accounts that nobody listed (ATT&CK T1136.001). */
export const accountWasAdded = defineCheck({
  id: 'PER-12',
  title: 'An account that nobody listed can log in',
  questions: ['Q6'],
  severity: 'critical',
  required: false,
  needs: { accounts, policy },
  decide: (facts) => {
    const approved = facts.policy.value.approved.users;
    const all = facts.accounts.value;
    const twins = all.filter(({ uid, name }) => uid === 0 && name !== 'root' && !approved.includes(name));
    const shells = all.filter(
      ({ uid, shell, password, name }) =>
        uid > 0 &&
        uid < firstPerson &&
        password === 'set' &&
        !noLogin.test(shell) &&
        shell !== '' &&
        !approved.includes(name),
    );
    const bad = [
      ...twins.map(
        (account): Outcome =>
          fail([account.ref], { what: `${account.name} has uid 0: it is a second root`, location: '/etc/passwd' }),
      ),
      ...shells.map(
        (account): Outcome =>
          fail([account.ref], {
            severity: 'high',
            what: `the system account ${account.name} (uid ${account.uid}) has a password and the shell ${account.shell}`,
            location: '/etc/passwd',
          }),
      ),
    ];
    if (bad.length > 0) return bad;
    const people = all.filter((account) => isPerson(account) && !approved.includes(account.name));
    if (people.length > 0 && approved.length > 0) {
      return people.map((account) =>
        fail([account.ref], {
          severity: 'high',
          what: `${textOf(account)} can log in and is not under approved.users in candor.yaml`,
          location: '/etc/passwd',
        }),
      );
    }
    if (people.length > 0) {
      const list = people.map(textOf).slice(0, 10).join(', ');
      return cannotTell(
        'not-collected',
        `${plural(people.length, 'account')} of people, none of them listed: ${list}`,
        {
          evidence: people.slice(0, 10).map(({ ref }) => ref),
          settle: `Are these yours? If so: approved: { users: [${people
            .map(({ name }) => name)
            .slice(0, 10)
            .join(', ')}] } in candor.yaml.`,
        },
      );
    }
    return pass(facts.accounts.evidence, {
      what: `${plural(all.length, 'account')}, one root, people's accounts all listed`,
    });
  },
  whyItMatters: 'A second root, or a system account with a shell, is a way back that survives every change of keys.',
  verifyByHand: "awk -F: '$3==0 || $3>=1000 {print $1,$3,$7}' /etc/passwd; getent group sudo docker",
  remediation: {
    text: 'Lock the account before anything else, and look in the log of logins what it did.',
    commands: ['sudo usermod --lock --shell /usr/sbin/nologin NAME', 'last NAME'],
  },
  references: ['ATT&CK T1136.001'],
  examples: {
    pass: [
      {
        title: 'root and daemons',
        facts: withAccounts([
          { name: 'root', uid: 0 },
          { name: 'www-data', uid: 33, shell: '/usr/sbin/nologin' },
        ]),
      },
      {
        title: 'a listed person',
        facts: {
          ...withAccounts([{ name: 'you', uid: 1000 }]),
          policy: seen({ ...defaultPolicy, approved: { ...defaultPolicy.approved, users: ['you'] } }),
        },
      },
    ],
    fail: [
      {
        title: 'a second root',
        facts: withAccounts([
          { name: 'root', uid: 0 },
          { name: 'sysadm', uid: 0 },
        ]),
      },
      { title: 'a daemon with password and shell', facts: withAccounts([{ name: 'games', uid: 5, password: 'set' }]) },
      {
        title: 'one more than listed',
        facts: {
          ...withAccounts([
            { name: 'you', uid: 1000 },
            { name: 'guest', uid: 1001 },
          ]),
          policy: seen({ ...defaultPolicy, approved: { ...defaultPolicy.approved, users: ['you'] } }),
        },
      },
    ],
    blind: [
      { title: 'not readable', facts: { accounts: unseen(), policy: seen(defaultPolicy) } },
      {
        title: 'a part',
        facts: { accounts: partlySeen([accountOf({ name: 'root', uid: 0 })]), policy: seen(defaultPolicy) },
      },
      { title: 'people whom nobody listed', facts: withAccounts([{ name: 'you', uid: 1000 }]) },
    ],
  },
});

function accountOf(change: Partial<Account>): Account {
  return {
    name: 'x',
    uid: 1000,
    gid: 1000,
    home: '/home/x',
    shell: '/bin/bash',
    password: 'locked',
    groups: [],
    ref: exampleRef('host.users'),
    ...change,
  };
}

function withAccounts(list: readonly Partial<Account>[]) {
  return { accounts: seen(list.map(accountOf)), policy: seen(defaultPolicy) };
}
