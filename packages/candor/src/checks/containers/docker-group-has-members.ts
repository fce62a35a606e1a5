import { defineCheck, fail, pass } from '../../core/check.js';
import { type EvidenceRef, isNonEmpty } from '../../core/evidence.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { defaultPolicy } from '../../core/policy.js';
import { type Account, accounts } from '../../facts/host.js';
import { policy } from '../../facts/policy.js';

/** CTR-32: members of the group docker are root (CIS Docker 1.1.2). */
export const dockerGroupHasMembers = defineCheck({
  id: 'CTR-32',
  title: 'Users who are not declared command the container engine',
  questions: ['Q7', 'Q6'],
  severity: 'high',
  required: false,
  needs: { accounts, policy },
  decide({ accounts: all, policy: declared }) {
    const known = new Set(declared.value.approved.users);
    const extra = all.value.filter(
      ({ name, groups, uid }) => groups.includes('docker') && uid !== 0 && !known.has(name),
    );
    const refs: EvidenceRef[] = extra.map(({ ref }) => ref);
    if (!isNonEmpty(refs)) return pass(all.evidence, { what: 'no undeclared user is in the group docker' });
    const service = extra.some(({ shell, uid }) => uid < 1000 || /nologin$|false$/.test(shell));
    const names = extra.map(({ name }) => name).sort();
    return fail(refs, {
      what: `in the group docker: ${names.join(', ')}. Each of them is root. Are these yours?`,
      location: `group docker: ${names.join(', ')}`,
      severity: service || declared.value.declared ? 'high' : 'medium',
    });
  },
  whyItMatters:
    'The group docker is root without a password: whoever takes over such an account, or a service that runs as it, owns the host.',
  verifyByHand: 'getent group docker',
  remediation: {
    text: 'Take out whoever does not need it, and declare the others under `approved.users` with `candor init`. With `sudo docker` each use leaves a line.',
    commands: ['getent group docker', 'sudo gpasswd -d www-data docker', 'candor init'],
  },
  references: ['CIS Docker 1.1.2', 'docs.docker.com/engine/security/#docker-daemon-attack-surface'],
  examples: {
    pass: [
      { title: 'nobody', facts: { accounts: seen([account('op', 1000, ['sudo'])]), policy: seen(defaultPolicy) } },
      {
        title: 'the declared operator',
        facts: {
          accounts: seen([account('op', 1000, ['docker'])]),
          policy: seen({ ...defaultPolicy, approved: { ...defaultPolicy.approved, users: ['op'] } }),
        },
      },
    ],
    fail: [
      {
        title: 'somebody, and nothing is declared',
        facts: { accounts: seen([account('op', 1000, ['docker'])]), policy: seen(defaultPolicy) },
      },
      {
        title: 'the user of a service',
        facts: { accounts: partlySeen([account('www-data', 33, ['docker'])]), policy: seen(defaultPolicy) },
      },
    ],
    blind: [
      { title: 'accounts not read', facts: { accounts: unseen(), policy: seen(defaultPolicy) } },
      { title: 'only some accounts', facts: { accounts: partlySeen([]), policy: seen(defaultPolicy) } },
    ],
  },
});

function account(name: string, uid: number, groups: readonly string[]): Account {
  const shell = uid < 1000 ? '/usr/sbin/nologin' : '/bin/bash';
  return {
    name,
    uid,
    gid: uid,
    home: `/home/${name}`,
    shell,
    password: 'locked',
    groups,
    ref: exampleRef('host.users'),
  };
}
