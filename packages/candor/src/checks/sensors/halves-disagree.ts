import { cannotTell, defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type StartHalves, type StartSeen, startView } from '../../facts/starts.js';
import { exampleHalves, exampleStart } from '../shared/example-starts.js';

function judge(halves: StartHalves, starts: readonly StartSeen[]): Outcome {
  const own = starts.filter((start) => start.subject === halves.subject);
  const target = { subject: halves.subject };
  const { kernel, process } = halves;
  if (kernel === null)
    return cannotTell('absent-sensor', 'no source of the kernel stands beside the sensor', {
      ...target,
      evidence: [halves.ref],
      settle:
        'sudo apt-get install auditd && sudo auditctl -a always,exit -F arch=b64 -S execve,execveat -k candor-exec',
    });
  const lost = (process?.lost ?? 0) + kernel.lost;
  if (lost > 0)
    return cannotTell(
      'absent-sensor',
      `${process?.lost ?? 0} events of the sensor and ${kernel.lost} records of ${kernel.name} are lost: what they told is not known`,
      { ...target, evidence: [halves.ref] },
    );
  const joined = own.filter((start) => start.side === 'both');
  const untold = own.filter((start) => start.side === 'process-only' && start.claim);
  const first = untold[0];
  if (joined.length === 0)
    return cannotTell(
      'absent-sensor',
      `${kernel.name} told no start of ${halves.subject}: its rules may leave them out`,
      {
        ...target,
        evidence: [halves.ref],
      },
    );
  if (first)
    return fail(first.evidence, {
      ...target,
      what: `${untold.length} of ${untold.length + joined.length} starts that the sensor reported were not told by ${kernel.name}, the first \`${first.command.slice(0, 100)}\` at ${first.at.toISOString()}: ${first.reason}`,
      location: `${kernel.name} on the host`,
    });
  return pass([halves.ref], { ...target, what: `${joined.length} starts, told by the sensor and by ${kernel.name}` });
}

/** SNS-15: the two halves of the sensor check each other; where they disagree, one of them is blind. */
export const halvesDisagree = defineCheck({
  id: 'SNS-15',
  title: 'The kernel does not tell what the process tells',
  questions: ['Q8'],
  severity: 'medium',
  required: false,
  needs: { starts: startView },
  decide: ({ starts }) => {
    const { halves } = starts.value;
    if (halves.length === 0) return notApplicable(starts.evidence, 'no process carries a sensor');
    return halves.map((each) => judge(each, starts.value.starts));
  },
  whyItMatters:
    'Rules that were removed and records that were lost look like a quiet night. The process itself knows what it started.',
  verifyByHand: 'sudo auditctl -s && sudo auditctl -l',
  remediation: {
    text: 'See that the rule for program starts is loaded and that the kernel drops nothing; raise the backlog where it does.',
    commands: ['sudo auditctl -a always,exit -F arch=b64 -S execve,execveat -k candor-exec', 'sudo auditctl -b 8192'],
  },
  references: ['auditctl(8)', 'ATT&CK T1562.001'],
  examples: {
    pass: [
      { title: 'told by both', facts: { starts: startsSeen([exampleStart()]) } },
      {
        title: 'one that the kernel saw alone is not its failure',
        facts: { starts: startsSeen([exampleStart(), exampleStart({ side: 'kernel-only' })]) },
      },
    ],
    fail: [
      {
        title: 'the kernel told one of two',
        facts: { starts: startsSeen([exampleStart(), exampleStart({ side: 'process-only' })]) },
      },
    ],
    blind: [
      { title: 'no sensor', facts: { starts: unseen() } },
      {
        title: 'events were lost',
        facts: { starts: partlySeen({ starts: [exampleStart()], halves: [exampleHalves] }) },
      },
      {
        title: 'records were lost',
        facts: {
          starts: seen({
            starts: [exampleStart()],
            halves: [{ ...exampleHalves, kernel: { name: 'audit', awake: [], lost: 7 } }],
          }),
        },
      },
      {
        title: 'rules that leave this process out',
        facts: { starts: startsSeen([exampleStart({ side: 'process-only' })]) },
      },
      {
        title: 'no kernel source',
        facts: { starts: seen({ starts: [exampleStart()], halves: [{ ...exampleHalves, kernel: null }] }) },
      },
    ],
  },
});

function startsSeen(starts: readonly StartSeen[]) {
  return seen({ starts, halves: [exampleHalves] });
}
