import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { defaultPolicy } from '../../core/policy.js';
import { type AuthorizedKey, authorizedKeys, sshConfig } from '../../facts/host.js';
import { policy } from '../../facts/policy.js';
import { plural } from '../shared/plural.js';

function textOf(key: AuthorizedKey): string {
  return `${key.fingerprint} (${key.keyType}${key.comment === '' ? '' : ` ${key.comment}`}) of ${key.user}`;
}

/** A program that sshd asks for keys; null when there is none or it is not known. */
function keysCommand(settings: ReadonlyMap<string, string> | null): string | null {
  const command = settings?.get('authorizedkeyscommand') ?? 'none';
  return command === 'none' || command === '' ? null : command;
}

/** PER-03: keys that may log in, and a program that names more (ATT&CK T1098.004). */
export const undeclaredKeyLogsIn = defineCheck({
  id: 'PER-03',
  title: 'An SSH key that nobody declared may log in',
  questions: ['Q6'],
  severity: 'critical',
  required: true,
  needs: { authorizedKeys, policy },
  uses: { sshConfig },
  decide: (facts) => {
    const keys = facts.authorizedKeys.value;
    const declared = facts.policy.value.sshKeys;
    const evidence = facts.authorizedKeys.evidence;
    if (declared !== null) {
      const strange = keys.filter(({ fingerprint }) => !declared.includes(fingerprint));
      if (strange.length > 0) {
        return strange.map(
          (key): Outcome =>
            fail([key.ref], { what: `${textOf(key)} may log in and is not under sshKeys`, location: key.file }),
        );
      }
    }
    const config = facts.sshConfig.status === 'known' && facts.sshConfig.value !== null ? facts.sshConfig.value : null;
    const command = keysCommand(config?.settings ?? null);
    if (command !== null && config !== null) {
      return cannotTell('not-collected', `sshd asks a program for keys: AuthorizedKeysCommand ${command}`, {
        evidence: [config.ref],
        settle: `Is ${command} yours? Run it for each user and compare: sudo ${command} USER`,
      });
    }
    if (keys.length > 0 && declared === null) {
      const list = keys.map(textOf).slice(0, 10).join('; ');
      return cannotTell('not-collected', `${plural(keys.length, 'key')} may log in and none was declared: ${list}`, {
        evidence: keys.slice(0, 10).map(({ ref }) => ref),
        settle: `Are these yours? If so: sshKeys: [${keys
          .map(({ fingerprint }) => `"${fingerprint}"`)
          .slice(0, 10)
          .join(', ')}] in candor.yaml.`,
      });
    }
    return pass(evidence, {
      what: keys.length === 0 ? 'no key may log in' : `${plural(keys.length, 'key')}, all declared`,
    });
  },
  whyItMatters: 'A key in authorized_keys is a door that stays open after every password was changed.',
  verifyByHand:
    "sudo sh -c 'for f in /root/.ssh/authorized_keys /home/*/.ssh/authorized_keys; do ssh-keygen -lf $f; done'",
  remediation: {
    text: 'Declare the fingerprints that are yours. Remove the others, and look in the log who used them.',
    commands: [
      'sudo grep -n "Accepted publickey" /var/log/auth.log',
      'sudo sed -i.bak "/COMMENT/d" /root/.ssh/authorized_keys',
    ],
  },
  references: ['ATT&CK T1098.004'],
  examples: {
    pass: [
      { title: 'no keys', facts: { authorizedKeys: seen([]), policy: seen(defaultPolicy) } },
      {
        title: 'the declared key',
        facts: {
          authorizedKeys: seen([keyOf('SHA256:aaa')]),
          policy: seen({ ...defaultPolicy, sshKeys: ['SHA256:aaa'] }),
        },
      },
    ],
    fail: [
      {
        title: 'one more than declared',
        facts: {
          authorizedKeys: partlySeen([keyOf('SHA256:aaa'), keyOf('SHA256:bbb')]),
          policy: seen({ ...defaultPolicy, sshKeys: ['SHA256:aaa'] }),
        },
      },
      {
        title: 'none are allowed, one is there',
        facts: { authorizedKeys: seen([keyOf('SHA256:bbb')]), policy: seen({ ...defaultPolicy, sshKeys: [] }) },
      },
    ],
    blind: [
      { title: 'keys not readable', facts: { authorizedKeys: unseen(), policy: seen(defaultPolicy) } },
      {
        title: "only one user's keys were readable",
        facts: {
          authorizedKeys: partlySeen([keyOf('SHA256:aaa')]),
          policy: seen({ ...defaultPolicy, sshKeys: ['SHA256:aaa'] }),
        },
      },
      {
        title: 'nothing declared',
        facts: { authorizedKeys: seen([keyOf('SHA256:aaa')]), policy: seen(defaultPolicy) },
      },
      {
        title: 'a program names more keys',
        facts: {
          authorizedKeys: seen([]),
          policy: seen(defaultPolicy),
          sshConfig: seen({
            settings: new Map([['authorizedkeyscommand', '/usr/local/bin/keys']]),
            ref: exampleRef('ssh.config'),
          }),
        },
      },
    ],
  },
});

function keyOf(fingerprint: string): AuthorizedKey {
  return {
    user: 'root',
    file: '/root/.ssh/authorized_keys',
    fingerprint,
    keyType: 'ssh-ed25519',
    comment: 'you@laptop',
    options: '',
    ref: exampleRef('ssh.authorized-keys'),
  };
}
