import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { exampleNow, partlySeen, seen, unseen } from '../../core/example.js';
import { shellWord } from '../../core/shell-word.js';
import { type Container, containers, type LayerChange, layerChanges } from '../../facts/containers.js';
import { exampleProcess, exampleView } from '../../facts/examples.js';
import { type Process, processes } from '../../facts/processes.js';
import { valueOr } from '../shared/blind-spot.js';
import { describeProcess, processSubject, programs } from '../shared/describe-process.js';
import { isForeignPlace, isRuntimeAtStart, isSystemPath } from '../shared/foreign-program.js';

interface Around {
  readonly observedAt: Date;
  readonly containers: readonly Container[];
  readonly changes: readonly LayerChange[];
}

function judge(process: Process, around: Around): Outcome | null {
  const subject = processSubject(process);
  const location = `${subject}, pid ${process.pid}`;
  if (process.exeInMemory) {
    const start = around.containers.find(({ name }) => name === process.container)?.startedAt ?? null;
    if (isRuntimeAtStart(process, around.observedAt, start)) return null;
    const what = `${describeProcess(process)} runs from memory (${process.exe ?? 'memfd'}); there is no file of it`;
    return fail([process.ref], { subject, location, what });
  }
  if (process.exeDeleted !== true || process.exePackageOwned === true) return null;
  const exe = process.exe ?? '?';
  if (mayBeUpgraded(process, around.changes)) {
    const unit = process.container === null ? `sudo dpkg -S ${shellWord(exe)}` : 'docker restart CONTAINER';
    return cannotTell('not-collected', `${describeProcess(process)} runs ${exe}, which was replaced or removed since`, {
      subject,
      evidence: [process.ref],
      settle: `${unit} (an upgraded package: restart the service, then check again)`,
    });
  }
  return fail([process.ref], {
    subject,
    location,
    what: `${describeProcess(process)} runs ${exe}, a file that was deleted after the start`,
  });
}

/** A program that packages or the site itself install, so that an upgrade may have replaced it: then a new file is there. */
function mayBeUpgraded(process: Process, changes: readonly LayerChange[]): boolean {
  const exe = process.exe ?? '';
  if (isForeignPlace(exe)) return false;
  const site = process.exeReplaced !== false && /^\/(?:usr\/local|opt|home|root|srv)\//.test(exe);
  if (process.container === null) return isSystemPath(exe) || site;
  return isSystemPath(exe) && changes.some((each) => each.container === process.container && each.path === exe);
}

/** RTC-01: programs without a file: deleted after the start, or never written to disk (ATT&CK T1620). */
export const programFileIsGone = defineCheck({
  id: 'RTC-01',
  title: 'A process runs a program whose file is gone',
  questions: ['Q3'],
  severity: 'critical',
  required: true,
  needs: { processes },
  uses: { containers, layerChanges },
  decide: (facts) => {
    const running = programs(facts.processes.value.items);
    const around = {
      observedAt: facts.processes.observedAt,
      containers: valueOr(facts.containers, []),
      changes: valueOr(facts.layerChanges, []),
    };
    const found = running.map((process) => judge(process, around)).filter((outcome) => outcome !== null);
    if (found.length > 0) return found;
    const blind = running.filter((process) => process.exe === null && !process.exeInMemory && process.rssBytes !== 0);
    if (blind.length > 0) {
      return cannotTell('denied', `the executables of ${blind.length} processes were not readable or not listed`, {
        settle: 'sudo ls -l /proc/[0-9]*/exe | grep -E "deleted|memfd"',
        evidence: facts.processes.evidence,
      });
    }
    const renewed = running.filter((process) => process.exeDeleted === true).length;
    const note = renewed === 0 ? '' : `; ${renewed} run an upgraded package's old file: restart needed`;
    return pass(facts.processes.evidence, { what: `each of ${running.length} programs has its file${note}` });
  },
  whyItMatters:
    'Who runs a program and deletes it, or starts it from memory alone, hides it from whoever looks for files.',
  verifyByHand: 'sudo ls -l /proc/[0-9]*/exe 2>/dev/null | grep -E "deleted|memfd"',
  remediation: {
    text: 'Keep a copy before anything else: the program exists only while the process lives. Then isolate it.',
    commands: ['sudo cp /proc/PID/exe ./evidence-PID && sha256sum ./evidence-PID', 'docker pause CONTAINER'],
  },
  references: ['ATT&CK T1620', 'ATT&CK T1070.004'],
  examples: {
    pass: [
      { title: 'files are in place', facts: { processes: seen(exampleView([exampleProcess()])) } },
      {
        title: 'a package was upgraded: restart needed',
        facts: {
          processes: seen(
            exampleView([
              exampleProcess({ exe: '/usr/sbin/sshd', exeDeleted: true, exePackageOwned: true, container: null }),
            ]),
          ),
        },
      },
      {
        title: "the container runtime's own memory file, a second after the start",
        facts: {
          processes: seen(
            exampleView([
              exampleProcess({
                exe: '/memfd:runc_cloned:/proc/self/exe',
                exeInMemory: true,
                exeDeleted: true,
                args: 'runc:[1:CHILD]',
                startedAt: new Date(exampleNow.getTime() - 1_000),
                exePackageOwned: null,
              }),
            ]),
          ),
        },
      },
      {
        title: 'a thread of the kernel has none',
        facts: {
          processes: seen(
            exampleView([
              exampleProcess({
                pid: 12,
                ppid: 2,
                exe: null,
                exeDeleted: null,
                args: '[kworker/0:0]',
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
        title: 'deleted in /tmp',
        facts: {
          processes: partlySeen(
            exampleView([exampleProcess({ exe: '/tmp/x', exeDeleted: true, exePackageOwned: false })]),
          ),
        },
      },
      {
        title: 'deleted in the folder of the site, with nothing in its place',
        facts: {
          processes: seen(
            exampleView([
              exampleProcess({
                exe: '/opt/x',
                exeDeleted: true,
                exeReplaced: false,
                exePackageOwned: false,
                container: null,
              }),
            ]),
          ),
        },
      },
      {
        title: 'from memory',
        facts: {
          processes: seen(
            exampleView([
              exampleProcess({ exe: '/memfd:a', exeInMemory: true, exeDeleted: true, exePackageOwned: null }),
            ]),
          ),
        },
      },
      {
        title: "a memory file with the runtime's name, hours after the start",
        facts: {
          processes: seen(
            exampleView([
              exampleProcess({ exe: '/memfd:runc_cloned:/proc/self/exe', exeInMemory: true, exePackageOwned: null }),
            ]),
          ),
        },
      },
      {
        title: 'deleted in a container, not replaced',
        facts: {
          processes: seen(
            exampleView([exampleProcess({ exe: '/usr/bin/x', exeDeleted: true, exePackageOwned: null })]),
          ),
        },
      },
    ],
    blind: [
      {
        title: 'a deployed program with a newer file in its place',
        facts: {
          processes: seen(
            exampleView([
              exampleProcess({
                exe: '/opt/x',
                exeDeleted: true,
                exeReplaced: true,
                exePackageOwned: false,
                container: null,
              }),
            ]),
          ),
        },
      },
      { title: 'no process list', facts: { processes: unseen() } },
      { title: 'a part of the processes', facts: { processes: partlySeen(exampleView([exampleProcess()])) } },
      {
        title: 'a listing without executables',
        facts: { processes: seen(exampleView([exampleProcess({ exe: null, exeDeleted: null })])) },
      },
      {
        title: 'a system program replaced by nobody knows whom',
        facts: {
          processes: seen(
            exampleView([
              exampleProcess({ exe: '/usr/sbin/cron', exeDeleted: true, exePackageOwned: null, container: null }),
            ]),
          ),
        },
      },
    ],
  },
});
