import { cannotTell, defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import type { Severity } from '../../core/severity.js';
import { sshConfig } from '../../facts/host.js';
import { hostRef } from './example-host.js';

type Settings = ReadonlyMap<string, string>;

interface Flaw {
  readonly what: string;
  readonly severity: Severity;
}

function flawsOf(settings: Settings): readonly Flaw[] {
  const value = (name: string) => settings.get(name)?.trim().toLowerCase() ?? '';
  const passwords = value('passwordauthentication') === 'yes';
  const dialogue =
    value('kbdinteractiveauthentication') === 'yes' || value('challengeresponseauthentication') === 'yes';
  const tries = Number(value('maxauthtries') || '6');
  return [
    ...(passwords && value('permitrootlogin') === 'yes'
      ? [{ what: 'root may log in with a password', severity: 'high' as const }]
      : []),
    ...(passwords ? [{ what: 'PasswordAuthentication is on', severity: 'high' as const }] : []),
    ...(!passwords && dialogue && value('usepam') === 'yes'
      ? [{ what: 'KbdInteractiveAuthentication is on: PAM may ask for a password there', severity: 'medium' as const }]
      : []),
    ...(value('permitemptypasswords') === 'yes'
      ? [{ what: 'PermitEmptyPasswords is on', severity: 'high' as const }]
      : []),
    ...(tries > 6 ? [{ what: `MaxAuthTries is ${tries}`, severity: 'medium' as const }] : []),
  ];
}

/** HST-05: sshd takes keys, no passwords, and few tries. */
export const sshTakesPasswords = defineCheck({
  id: 'HST-05',
  title: 'The SSH server lets strangers guess',
  questions: ['Q7'],
  severity: 'high',
  required: true,
  needs: { sshConfig },
  decide({ sshConfig: config }) {
    if (config.value === null) return notApplicable(config.evidence, 'no SSH server runs here');
    const { settings, ref } = config.value;
    const flaws = flawsOf(settings);
    const first = flaws[0];
    if (first)
      return fail([ref], {
        what: flaws.map(({ what }) => what).join('; '),
        location: 'sshd_config',
        severity: first.severity,
      });
    if (!settings.has('passwordauthentication') || !settings.has('permitrootlogin')) {
      return cannotTell('not-collected', 'the effective settings of sshd lack PasswordAuthentication', {
        settle: 'sudo sshd -T | grep -i -E "password|permitroot"',
      });
    }
    return pass([ref], { what: `no passwords, root: ${settings.get('permitrootlogin') ?? ''}` });
  },
  whyItMatters: 'Every address on the Internet gets thousands of password guesses a day.',
  verifyByHand:
    'sudo sshd -T | grep -iE "^(passwordauthentication|permitrootlogin|kbdinteractive|maxauthtries|permitempty)"',
  remediation: {
    text: 'First make sure that your key logs in from a second terminal; then switch passwords off.',
    commands: [
      "printf 'PasswordAuthentication no\\nKbdInteractiveAuthentication no\\nPermitRootLogin prohibit-password\\n' | sudo tee /etc/ssh/sshd_config.d/10-candor.conf",
      'sudo sshd -t && sudo systemctl reload ssh',
    ],
  },
  references: ['CIS Debian 5.1', 'sshd_config(5)'],
  examples: {
    pass: [
      { title: 'keys alone', facts: { sshConfig: seen(config({})) } },
      {
        title: "Debian's default root setting",
        facts: { sshConfig: seen(config({ permitrootlogin: 'without-password' })) },
      },
      { title: 'no SSH server', facts: { sshConfig: seen(null) }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'passwords', facts: { sshConfig: seen(config({ passwordauthentication: 'yes' })) } },
      { title: 'many tries', facts: { sshConfig: seen(config({ maxauthtries: '20' })) } },
      {
        title: 'root with a password',
        facts: { sshConfig: partlySeen(config({ passwordauthentication: 'yes', permitrootlogin: 'yes' })) },
      },
    ],
    blind: [
      { title: 'sshd -T was denied', facts: { sshConfig: unseen() } },
      { title: 'settings missing', facts: { sshConfig: seen({ settings: new Map(), ref: hostRef('ssh.config') }) } },
      { title: 'a part', facts: { sshConfig: partlySeen(config({})) } },
    ],
  },
});

function config(change: Readonly<Record<string, string>>) {
  const settings = {
    passwordauthentication: 'no',
    permitrootlogin: 'no',
    kbdinteractiveauthentication: 'no',
    maxauthtries: '6',
    ...change,
  };
  return { settings: new Map(Object.entries(settings)), ref: hostRef('ssh.config') };
}
