import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type Container, containers } from '../../facts/containers.js';
import { exampleContainer, exampleProcess, exampleView } from '../../facts/examples.js';
import { type Process, processes } from '../../facts/processes.js';
import { valueOr } from '../shared/blind-spot.js';
import { baseName, describeProcess, isKernelThread, isZombie, processSubject } from '../shared/describe-process.js';
import { isSystemPath } from '../shared/foreign-program.js';

const kernelName =
  /^\[?(?:kworker|kthreadd|ksoftirqd|kswapd|khugepaged|migration|watchdog|rcu_\w+|jbd2|kdevtmpfs)(?:[/:\]]|$)/;
const daemons =
  /^(?:dockerd|containerd(?:-shim\S*)?|runc|systemd(?:-\w+)?|sshd|crond?|rsyslogd|dbus-daemon|udevd|agetty|init|polkitd|snapd|auditd|journald)$/;

function claimed(process: Process): string {
  const word = process.argv[0] ?? '';
  return word.startsWith('[') ? word : baseName(word.replace(/:$/, ''));
}

/** A container whose business is to run an engine or an init: `docker:dind`, `kindest/node`, `rancher/k3s`. */
function runsEngines(container: Container | undefined): boolean {
  return /dind|docker|k3s|kindest|systemd|sysbox/i.test(container?.image ?? '');
}

function imitation(process: Process, container: Container | undefined): string | null {
  const name = claimed(process);
  if (kernelName.test(name)) return `calls itself ${name}, and is no thread of the kernel`;
  if (!daemons.test(name) || process.exePackageOwned === true) return null;
  if (process.exe !== null) {
    if (isSystemPath(process.exe) || /^\/(?:init|usr\/local\/s?bin\/)/.test(process.exe)) {
      return process.exePackageOwned === false && isSystemPath(process.exe)
        ? `calls itself ${name} and runs ${process.exe}, which no package owns`
        : null;
    }
    return `calls itself ${name} and runs ${process.exe}`;
  }
  const engineName = /^(?:dockerd|containerd)/.test(name);
  return engineName && container !== undefined && !runsEngines(container)
    ? `calls itself ${name} inside ${container.name}, where no engine belongs`
    : null;
}

/** RTC-12: programs that borrow the name of a system program (ATT&CK T1036.004). */
export const processImitatesSystem = defineCheck({
  id: 'RTC-12',
  title: 'A process imitates a program of the system',
  questions: ['Q3'],
  severity: 'critical',
  required: false,
  needs: { processes },
  uses: { containers },
  decide: (facts) => {
    const all = valueOr(facts.containers, []);
    const running = facts.processes.value.items.filter((process) => !isKernelThread(process) && !isZombie(process));
    const found = running.flatMap((process): Outcome[] => {
      const why = imitation(
        process,
        all.find(({ name }) => name === process.container),
      );
      if (why === null) return [];
      const subject = processSubject(process);
      return [
        fail([process.ref], {
          subject,
          what: `${describeProcess(process)} ${why}`,
          location: `${subject}, pid ${process.pid}`,
        }),
      ];
    });
    if (found.length > 0) return found;
    const blind = running.filter((process) => process.exe === null && daemons.test(claimed(process)));
    if (blind.length > 0) {
      return cannotTell(
        'denied',
        `the executables behind ${blind.length} system names were not readable or not listed`,
        {
          settle: 'sudo ls -l /proc/[0-9]*/exe',
          evidence: facts.processes.evidence,
        },
      );
    }
    return pass(facts.processes.evidence, {
      what: `${running.length} processes, each system name with its own program`,
    });
  },
  whyItMatters:
    'Nobody looks twice at kworker or dockerd in a list of processes. That is why miners choose these names.',
  verifyByHand: 'sudo ls -l /proc/[0-9]*/exe; ps -eo pid,ppid,user,args',
  remediation: {
    text: 'Keep a copy of the program and its hash, then stop it with its parent.',
    commands: ['sudo cp /proc/PID/exe ./evidence-PID && sha256sum ./evidence-PID'],
  },
  references: ['ATT&CK T1036.004'],
  examples: {
    pass: [
      {
        title: 'sshd, dockerd and a kernel thread',
        facts: {
          processes: seen(
            exampleView([
              exampleProcess({
                args: 'sshd: /usr/sbin/sshd -D',
                argv: ['sshd:'],
                exe: '/usr/sbin/sshd',
                container: null,
              }),
              exampleProcess({
                args: '/usr/bin/dockerd -H fd://',
                exe: '/usr/bin/dockerd',
                container: null,
                exePackageOwned: null,
              }),
              exampleProcess({
                pid: 9,
                ppid: 2,
                args: '[kworker/0:1]',
                exe: null,
                rssBytes: 0,
                kernelThread: true,
                container: null,
              }),
            ]),
          ),
        },
      },
    ],
    fail: [
      {
        title: 'dockerd from a home folder',
        facts: {
          processes: partlySeen(
            exampleView([exampleProcess({ args: 'dockerd', exe: '/root/.cfg/dockerd', exePackageOwned: false })]),
          ),
        },
      },
      {
        title: 'dockerd inside an app container, by docker top',
        facts: {
          processes: seen(exampleView([exampleProcess({ args: './dockerd -o x', exe: null, exePackageOwned: null })])),
          containers: seen([exampleContainer()]),
        },
      },
      {
        title: 'kworker with memory, inside a container',
        facts: {
          processes: seen(exampleView([exampleProcess({ args: '[kworker/0:0]', exe: null, kernelThread: true })])),
        },
      },
    ],
    blind: [
      { title: 'no process list', facts: { processes: unseen() } },
      { title: 'a part', facts: { processes: partlySeen(exampleView([exampleProcess()])) } },
      {
        title: 'a listing without executables',
        facts: {
          processes: seen(
            exampleView([exampleProcess({ args: 'sshd -D', exe: null, container: null, exePackageOwned: null })]),
          ),
        },
      },
    ],
  },
});
