import { defineCheck } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type StartupFile, startupFiles } from '../../facts/startup-files.js';
import { isForeignPlace } from '../shared/foreign-program.js';
import { exampleStartupFile, judgeStartupFiles } from '../shared/judge-startup-files.js';

/** Modules of PAM are named without a folder, or lie in one of the system. */
function danger(file: StartupFile): string | null {
  if (!file.path.startsWith('/etc/pam.d/')) return null;
  for (const line of file.code.split('\n')) {
    const module = /(\/\S+\.so)\b/.exec(line)?.[1];
    if (module !== undefined && (isForeignPlace(module) || !/^\/(?:usr\/)?lib/.test(module)))
      return `loads the module ${module}`;
    const program = /\bpam_exec\.so\b.*?(\/\S+)\s*$/.exec(line)?.[1];
    if (program !== undefined && isForeignPlace(program)) return `runs ${program} at each login (pam_exec)`;
    if (/^(?:auth|account)\s+sufficient\s+pam_permit\.so/.test(line))
      return 'lets everybody in (auth sufficient pam_permit.so)';
  }
  return null;
}

/** PER-06: PAM, the includes of sshd, the name service (ATT&CK T1556.003). */
export const loginCheckWasChanged = defineCheck({
  id: 'PER-06',
  title: 'The check of logins was changed',
  questions: ['Q6'],
  severity: 'critical',
  required: false,
  needs: { startupFiles },
  decide: (facts) =>
    judgeStartupFiles(facts.startupFiles, {
      areas: ['authentication'],
      danger,
      asks: ({ code, path }) => path.startsWith('/etc/pam.d/') && /\bpam_exec\.so\b/.test(code),
      settle: 'Is pam_exec in /etc/pam.d yours? grep -rn pam_exec /etc/pam.d',
    }),
  whyItMatters: 'A module in PAM sees every password, and may let one in that nobody set.',
  verifyByHand: 'sudo dpkg --verify libpam-modules openssh-server; grep -rn "pam_exec\\|\\.so" /etc/pam.d',
  remediation: {
    text: 'Copy the file and the module, then reinstall the packages. Change every password.',
    commands: ['sudo apt-get install --reinstall libpam-modules libpam-runtime openssh-server'],
  },
  references: ['ATT&CK T1556.003'],
  examples: {
    pass: [
      { title: 'nothing beside packages', facts: { startupFiles: seen([]) } },
      {
        title: 'changed settings of sshd',
        facts: {
          startupFiles: seen([
            exampleStartupFile({
              area: 'authentication',
              path: '/etc/ssh/sshd_config.d/site.conf',
              code: 'PasswordAuthentication no',
            }),
          ]),
        },
      },
    ],
    fail: [
      {
        title: 'a module in /tmp',
        facts: {
          startupFiles: partlySeen([
            exampleStartupFile({
              area: 'authentication',
              path: '/etc/pam.d/sshd',
              code: 'auth optional /tmp/pam_x.so',
            }),
          ]),
        },
      },
      {
        title: 'everybody may enter',
        facts: {
          startupFiles: seen([
            exampleStartupFile({
              area: 'authentication',
              path: '/etc/pam.d/sshd',
              code: 'auth sufficient pam_permit.so',
            }),
          ]),
        },
      },
    ],
    blind: [
      { title: 'not read', facts: { startupFiles: unseen() } },
      { title: 'a part', facts: { startupFiles: partlySeen([]) } },
    ],
  },
});
