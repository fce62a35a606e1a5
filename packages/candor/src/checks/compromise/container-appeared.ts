import { cannotTell, defineCheck, notApplicable, type Outcome, pass } from '../../core/check.js';
import { exampleNow, partlySeen, seen, unseen } from '../../core/example.js';
import { defaultPolicy } from '../../core/policy.js';
import { type Container, containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { history } from '../../facts/history.js';
import { policy } from '../../facts/policy.js';
import { isApproved } from '../shared/approval.js';
import { attackHistory } from '../shared/example-history.js';
import { subjectOf } from '../shared/judge-containers.js';

/** How far a ledger entry may lie from the creation that it explains. */
const ledgerMs = 3_600_000;

/** RTC-18: containers that appeared in the window outside a project, without a word in the ledger (ATT&CK T1610). */
export const containerAppeared = defineCheck({
  id: 'RTC-18',
  title: 'A container appeared that no deployment made',
  questions: ['Q3', 'Q4'],
  severity: 'high',
  required: false,
  needs: { containers, policy },
  uses: { history },
  decide: (facts, context) => {
    if (facts.containers.value.length === 0) return notApplicable(facts.containers.evidence, 'no containers here');
    const ledger = facts.history.status === 'known' ? facts.history.value.changes : [];
    const told = ({ name, createdAt }: Container) =>
      ledger.some(
        ({ at, what }) =>
          createdAt !== null &&
          Math.abs(at.getTime() - createdAt.getTime()) <= ledgerMs &&
          (what.includes(name) || /\b(?:deploy|container|compose)/i.test(what)),
      );
    const young = facts.containers.value.filter(
      (container) => container.createdAt === null || container.createdAt >= context.windowSince,
    );
    const strange = young.filter(
      (container) =>
        container.project === null &&
        !isApproved(facts.policy.value.approved.containers, [container.name, container.image]) &&
        !told(container),
    );
    if (strange.length === 0)
      return pass(facts.containers.evidence, {
        what: `${young.length} containers were created in the window, each of a project, approved or in the ledger`,
      });
    return strange.map(
      (container): Outcome =>
        cannotTell(
          'not-collected',
          `${container.name} (${container.image}) was created at ${container.createdAt?.toISOString() ?? 'an unknown time'}, outside any project`,
          {
            subject: subjectOf(container),
            evidence: [container.ref],
            settle: `Did you start ${container.name}? If so: candor ledger add "started ${container.name}", or list it under approved.containers.`,
          },
        ),
    );
  },
  whyItMatters: 'Who reaches the engine starts containers of his own. They look like any other.',
  verifyByHand: "docker ps -a --format '{{.CreatedAt}} {{.Names}} {{.Image}}' | sort",
  remediation: {
    text: 'Write deployments into the ledger, and bring what is yours into a Compose project.',
    commands: ['docker inspect CONTAINER', 'candor ledger add "TEXT"'],
  },
  references: ['ATT&CK T1610'],
  examples: {
    pass: [
      {
        title: 'old containers',
        facts: { containers: seen([exampleContainer({ project: null })]), policy: seen(defaultPolicy) },
      },
      {
        title: 'a deployment of the project',
        facts: { containers: seen([exampleContainer({ createdAt: exampleNow })]), policy: seen(defaultPolicy) },
      },
      {
        title: 'told in the ledger',
        facts: {
          containers: seen([exampleContainer({ createdAt: exampleNow, project: null })]),
          policy: seen(defaultPolicy),
          history: seen(
            attackHistory([], {
              changes: [
                {
                  at: exampleNow,
                  what: 'container site-app-1 started by hand',
                  by: 'you',
                  ref: exampleContainer().ref,
                },
              ],
            }),
          ),
        },
      },
      {
        title: 'no containers',
        facts: { containers: seen([]), policy: seen(defaultPolicy) },
        expect: 'not-applicable',
      },
    ],
    fail: [],
    blind: [
      { title: 'the engine may not be asked', facts: { containers: unseen(), policy: seen(defaultPolicy) } },
      { title: 'a part', facts: { containers: partlySeen([exampleContainer()]), policy: seen(defaultPolicy) } },
      {
        title: 'a stranger',
        facts: {
          containers: seen([exampleContainer({ createdAt: exampleNow, project: null })]),
          policy: seen(defaultPolicy),
        },
      },
    ],
  },
});
