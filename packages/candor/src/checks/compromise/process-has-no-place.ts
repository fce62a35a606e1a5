import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer, exampleProcess, exampleView } from '../../facts/examples.js';
import { processes } from '../../facts/processes.js';
import { describeProcess, processSubject, programs } from '../shared/describe-process.js';
import { foreignBecause } from '../shared/foreign-program.js';

/** RTC-20: where a suspicious process lives, container or host, by its cgroup (rule NAMESPACE). */
export const processHasNoPlace = defineCheck({
  id: 'RTC-20',
  title: 'It is not known whether a suspicious process lives in a container or on the host',
  questions: ['Q3'],
  severity: 'informational',
  required: false,
  needs: { processes },
  uses: { containers },
  decide: (facts) => {
    const suspicious = programs(facts.processes.value.items).filter(
      (process) => process.exeInMemory || foreignBecause(process, []) !== null,
    );
    const homeless = suspicious.filter(({ container }) => container === null);
    const engines =
      facts.containers.status === 'known' ? facts.containers.value.filter(({ running }) => running).length : null;
    const mapped = facts.processes.value.items.some(({ container }) => container !== null);
    const first = homeless[0];
    if (first && engines !== 0 && !mapped) {
      return cannotTell(
        'not-collected',
        `${describeProcess(first)}: the listing does not say whether this is a container's process`,
        {
          evidence: [first.ref],
          settle: `cat /proc/${first.pid}/cgroup; docker ps -q | xargs -n1 docker top`,
        },
      );
    }
    const known = suspicious[0];
    if (known) {
      return suspicious.map((process) =>
        fail([process.ref], {
          subject: processSubject(process),
          what: `${describeProcess(process)}: a ${process.container === null ? "process of the host's own" : 'process of a container, seen from the host'}`,
          location: `${processSubject(process)}, pid ${process.pid}`,
        }),
      );
    }
    return pass(facts.processes.evidence, { what: 'no suspicious process to place' });
  },
  whyItMatters:
    'The process list of the host shows the processes of containers too. "The host is infected" was wrong in December 2025, and cost a day.',
  verifyByHand: 'cat /proc/PID/cgroup',
  remediation: {
    text: 'Act where the process lives: rebuild the container, or the host.',
    commands: ['cat /proc/PID/cgroup'],
  },
  references: ['verdict.md, rule NAMESPACE'],
  examples: {
    pass: [{ title: 'none is suspicious', facts: { processes: seen(exampleView([exampleProcess()])) } }],
    fail: [
      {
        title: 'placed in its container',
        facts: { processes: seen(exampleView([exampleProcess({ exe: '/tmp/x', exePackageOwned: false })])) },
      },
    ],
    blind: [
      { title: 'no process list', facts: { processes: unseen() } },
      { title: 'a part', facts: { processes: partlySeen(exampleView([exampleProcess()])) } },
      {
        title: 'plain ps does not tell',
        facts: {
          processes: seen(
            exampleView([exampleProcess({ exe: null, args: '/tmp/x', container: null, exePackageOwned: null })]),
          ),
          containers: seen([exampleContainer()]),
        },
      },
    ],
  },
});
