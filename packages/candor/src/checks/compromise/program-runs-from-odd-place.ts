import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { shellWord } from '../../core/shell-word.js';
import { type LayerChange, layerChanges } from '../../facts/containers.js';
import { exampleProcess, exampleView } from '../../facts/examples.js';
import { type Process, processes } from '../../facts/processes.js';
import { blindSpot, valueOr } from '../shared/blind-spot.js';
import { describeProcess, processSubject, programs } from '../shared/describe-process.js';
import { exampleChange } from '../shared/example-change.js';
import { changeBehind, foreignBecause } from '../shared/foreign-program.js';

function judge(process: Process, changes: readonly LayerChange[]): Outcome | null {
  const subject = processSubject(process);
  const reason = foreignBecause(process, changes);
  if (reason !== null) {
    const hash = changeBehind(process, changes)?.file?.sha256 ?? null;
    return fail([process.ref], {
      subject,
      what: `${describeProcess(process)} ${reason}${hash === null ? '' : ` (sha256 ${hash})`}`,
      location: `${subject}, ${process.exe ?? process.argv[0] ?? `pid ${process.pid}`}`,
    });
  }
  const change = changeBehind(process, changes);
  if (change === null || process.exePackageOwned === true || change.file?.packageOwned === true) return null;
  return cannotTell('not-collected', `${describeProcess(process)} runs ${change.path}, which is not in the image`, {
    subject,
    evidence: [process.ref, change.ref],
    settle: `docker exec CONTAINER sh -c 'apk info --who-owns "$1" || dpkg -S "$1"' sh ${shellWord(change.path)}`,
  });
}

/** RTC-02: programs in places where none are installed, or that the image does not have (ATT&CK T1036.005). */
export const programRunsFromOddPlace = defineCheck({
  id: 'RTC-02',
  title: 'A program runs from a place where none belongs',
  questions: ['Q3'],
  severity: 'critical',
  required: true,
  needs: { processes },
  uses: { layerChanges },
  decide: (facts) => {
    const running = programs(facts.processes.value.items);
    const changes = valueOr(facts.layerChanges, []);
    const found = running.map((process) => judge(process, changes)).filter((outcome) => outcome !== null);
    if (found.length > 0) return found;
    // Without memory a process has ended and waits for its parent: it runs nothing.
    const blind = running.filter((process) => process.exe === null && !process.exeInMemory && process.rssBytes !== 0);
    if (blind.length > 0) {
      return cannotTell('denied', `the executables of ${blind.length} processes were not readable or not listed`, {
        settle: 'sudo ls -l /proc/[0-9]*/exe',
        evidence: facts.processes.evidence,
      });
    }
    const gap = running.some(({ container }) => container !== null) ? blindSpot(facts.layerChanges) : null;
    if (gap) {
      return cannotTell(gap.reason, `what was added to the containers is not known: ${gap.detail}`, {
        settle: 'docker ps -q | xargs -n1 docker diff',
        evidence: facts.processes.evidence,
      });
    }
    return pass(facts.processes.evidence, { what: `${running.length} programs, none from an odd place` });
  },
  whyItMatters:
    'Programs are installed in /usr. What runs from /tmp, /dev/shm or a random name under / was dropped there by somebody who could not, or would not, install it.',
  verifyByHand: 'docker top CONTAINER -eo pid,ppid,user,lstart,pcpu,rss,args; sudo ls -l /proc/PID/exe',
  remediation: {
    text: 'Keep a copy and its hash, then cut the container off. Do not restart it: a restart keeps the file and loses the process.',
    commands: ['sudo cp /proc/PID/exe ./evidence-PID && sha256sum ./evidence-PID', 'docker pause CONTAINER'],
  },
  references: ['ATT&CK T1036.005', 'ATT&CK T1059'],
  examples: {
    pass: [
      {
        title: 'ffmpeg that apk added at the start',
        facts: {
          processes: seen(
            exampleView([exampleProcess({ exe: '/usr/bin/ffmpeg', args: 'ffmpeg -i a.mp4', exePackageOwned: null })]),
          ),
          layerChanges: seen([exampleChange('/usr/bin/ffmpeg', { packageOwned: true })]),
        },
      },
      {
        title: 'no containers, all executables readable',
        facts: { processes: seen(exampleView([exampleProcess({ container: null, exe: '/usr/sbin/nginx' })])) },
      },
      ...['/usr/local/bin/node', '/app', '/docker-entrypoint.sh', '/init', '/sbin/tini', '/bin/sh'].map((exe) => ({
        title: exe,
        facts: {
          processes: seen(exampleView([exampleProcess({ exe, args: exe, exePackageOwned: null })])),
          layerChanges: seen([]),
        },
      })),
    ],
    fail: [
      {
        title: 'directly under / on the host',
        facts: {
          processes: seen(
            exampleView([exampleProcess({ exe: '/dpkgd', args: '/dpkgd', exePackageOwned: false, container: null })]),
          ),
        },
      },
      ...['/AfUxImqu -c /jnEe -B', '/tmp/x', '/var/tmp/.b/kthreadd', '/dev/shm/a -q', '/dev/.x'].map((args) => ({
        title: `${args} in a listing without executables`,
        facts: {
          processes: partlySeen(
            exampleView([exampleProcess({ pid: 659168, exe: null, exeDeleted: null, args, exePackageOwned: null })]),
          ),
        },
      })),
      {
        title: 'a file that the image does not have and no package owns',
        facts: {
          processes: seen(exampleView([exampleProcess({ exe: '/app/run', args: 'node', exePackageOwned: null })])),
          layerChanges: seen([exampleChange('/app/run', { packageOwned: false })]),
        },
      },
    ],
    blind: [
      { title: 'no process list', facts: { processes: unseen() } },
      {
        title: 'a listing without executables',
        facts: { processes: seen(exampleView([exampleProcess({ exe: null })])), layerChanges: seen([]) },
      },
      {
        title: 'the writable layers were not read',
        facts: { processes: seen(exampleView([exampleProcess()])), layerChanges: unseen() },
      },
      {
        title: 'an added file whose owner was not looked up',
        facts: {
          processes: seen(exampleView([exampleProcess({ exe: '/usr/bin/ffmpeg', exePackageOwned: null })])),
          layerChanges: seen([{ ...exampleChange('/usr/bin/ffmpeg'), file: null, ref: exampleRef('docker.diff') }]),
        },
      },
    ],
  },
});
