import { cannotTell, defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { defaultPolicy } from '../../core/policy.js';
import { policy } from '../../facts/policy.js';
import { type StartHalves, type StartSeen, startView } from '../../facts/starts.js';
import { exampleHalves, exampleStart } from '../shared/example-starts.js';
import { isLegitCommand } from '../shared/legit-subprocess.js';

/** Most starts that are listed each by itself. */
const mostFindings = 20;

function judge(start: StartSeen, declared: readonly string[]): Outcome {
  const what = `the kernel saw a Node process of ${start.subject} start \`${start.command.slice(0, 160)}\` at ${start.at.toISOString()}${start.hostPid === null ? '' : `, pid ${start.hostPid}`}, and the sensor in that process did not: ${start.reason}`;
  if (isLegitCommand(start.command, declared))
    return cannotTell('not-collected', what, {
      subject: start.subject,
      evidence: start.evidence,
      settle:
        'Which native addon of yours starts this program? Name it; a program of yours has no reason to go past the sensor.',
    });
  return fail(start.evidence, {
    subject: start.subject,
    what,
    location: `${start.subject}: ${start.command.slice(0, 80)}`,
  });
}

function ofSubject(halves: StartHalves, starts: readonly StartSeen[], declared: readonly string[]): readonly Outcome[] {
  const own = starts.filter((start) => start.subject === halves.subject);
  const past = own.filter((start) => start.side === 'kernel-only' && start.claim);
  if (past.length > 0) return past.slice(0, mostFindings).map((start) => judge(start, declared));
  const target = { subject: halves.subject, evidence: [halves.ref] };
  if (halves.kernel === null)
    return [cannotTell('absent-sensor', 'no source of the kernel (auditd, Tetragon) tells what was started', target)];
  const joined = own.filter((start) => start.side === 'both');
  if (joined.length === 0)
    return [
      cannotTell(
        'absent-sensor',
        `${halves.kernel.name} and the sensor of ${halves.subject} saw no start in common: that the kernel would have told one is not shown`,
        target,
      ),
    ];
  return [
    pass([halves.ref], { subject: halves.subject, what: `${joined.length} starts, each seen by process and kernel` }),
  ];
}

/** RTC-23: a start that the kernel saw and the process's own sensor did not (raw system call, addon, a hook taken off). */
export const programStartedPastSensor = defineCheck({
  id: 'RTC-23',
  title: 'Node started a program past its own sensor',
  questions: ['Q4'],
  severity: 'critical',
  required: false,
  needs: { starts: startView, policy },
  decide: ({ starts, policy: declared }) => {
    const { halves } = starts.value;
    if (halves.length === 0) return notApplicable(starts.evidence, 'no process carries a sensor');
    return halves.flatMap((each) => ofSubject(each, starts.value.starts, declared.value.subprocesses));
  },
  whyItMatters:
    'The sensor in the process sees every start that JavaScript can ask for. What starts a program past it is native code, or code that took the sensor off first.',
  verifyByHand: 'sudo ausearch --raw -sc execve | candor sensor tail -',
  remediation: {
    text: 'Find out which addon does this. If none does, keep the process and its evidence, and cut the container off.',
    commands: ['docker pause CONTAINER', 'sudo ausearch -sc execve -i | tail -n 40'],
  },
  references: ['ATT&CK T1562.001', 'ATT&CK T1106'],
  examples: {
    pass: [
      {
        title: 'each start seen from both sides',
        facts: { starts: startsSeen([exampleStart({})]), policy: seen(defaultPolicy) },
      },
      {
        title: 'one that nobody could have joined',
        facts: {
          starts: startsSeen([exampleStart({}), exampleStart({ side: 'kernel-only', claim: false })]),
          policy: seen(defaultPolicy),
        },
      },
    ],
    fail: [
      {
        title: 'a shell past the sensor',
        facts: {
          starts: startsSeen([exampleStart({}), exampleStart({ side: 'kernel-only' })]),
          policy: seen(defaultPolicy),
        },
      },
      {
        title: 'an unknown program past the sensor',
        facts: {
          starts: startsSeen([exampleStart({ side: 'kernel-only', command: '/app/run' })]),
          policy: seen(defaultPolicy),
        },
      },
    ],
    blind: [
      { title: 'no sensor', facts: { starts: unseen(), policy: seen(defaultPolicy) } },
      {
        title: 'events were lost',
        facts: {
          starts: partlySeen({ starts: [exampleStart({})], halves: [exampleHalves] }),
          policy: seen(defaultPolicy),
        },
      },
      { title: 'no start in common', facts: { starts: startsSeen([]), policy: seen(defaultPolicy) } },
      {
        title: 'a media tool past the sensor',
        facts: {
          starts: startsSeen([exampleStart({ side: 'kernel-only', command: 'ffprobe -v quiet /media/a.mp3' })]),
          policy: seen(defaultPolicy),
        },
      },
    ],
  },
});

function startsSeen(starts: readonly StartSeen[]) {
  return seen({ starts, halves: [exampleHalves] });
}
