import { cannotTell, defineCheck, fail, type Outcome } from '../../core/check.js';
import { seen } from '../../core/example.js';
import { type Container, containers, engine } from '../../facts/containers.js';
import { exampleContainer, exampleProcess, exampleView } from '../../facts/examples.js';
import { processes } from '../../facts/processes.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';
import { blindContainers, noEngine } from './container-examples.js';
import { exampleEngine } from './example-engine.js';

/** CTR-17: seccomp and AppArmor (CIS Docker 5.2, 5.22). `Seccomp:` 0 in proc(5) means no filter. */
export const confinementIsOff = defineCheck({
  id: 'CTR-17',
  title: 'A container runs without the filter on system calls',
  questions: ['Q7'],
  severity: 'high',
  required: false,
  needs: { containers },
  uses: { engine, processes },
  decide({ containers: all, engine: found, processes: view }) {
    const filtersByDefault =
      found.status === 'known' &&
      found.value?.securityOptions.some((option) => option.startsWith('name=seccomp')) === true;
    const judge = (container: Container): Outcome => {
      const subject = subjectOf(container);
      const option = container.securityOpt.find((text) =>
        /^(?:seccomp|apparmor|label)[:=](?:unconfined|disable)$/.test(text),
      );
      const own =
        view.status === 'known' ? view.value.items.filter((process) => process.container === container.name) : [];
      const bare = own.find((process) => process.seccomp === 0);
      if (option || container.privileged || bare) {
        const what = option ?? (container.privileged ? 'privileged' : `no filter on ${bare?.args.slice(0, 80) ?? ''}`);
        return fail(bare ? [bare.ref, ...evidenceOf(container)] : evidenceOf(container), {
          subject,
          what: `${container.name} runs unconfined (${what})`,
          location: container.name,
        });
      }
      if (own.some((process) => process.seccomp === 2)) return passFor(container, 'its processes run with a filter');
      if (filtersByDefault) return passFor(container, "the engine's default profile applies");
      return cannotTell('not-collected', `neither its processes nor the engine's defaults were read`, {
        subject,
        settle: "docker info -f '{{.SecurityOptions}}'",
      });
    };
    return judgeContainers(all, judge);
  },
  whyItMatters:
    'The default profile closes about fifty system calls by which holes in the kernel are reached, `unshare`, `bpf` and `keyctl` among them.',
  verifyByHand: 'grep Seccomp: /proc/$(docker inspect -f "{{.State.Pid}}" site-app-1)/status',
  remediation: {
    text: 'Remove `seccomp:unconfined` and `apparmor:unconfined` from `security_opt`. A tool that fails then needs a profile with its one call, not none.',
    commands: ['grep -n "unconfined" docker-compose.yml', 'docker compose up -d'],
  },
  references: ['CIS Docker 5.2', 'CIS Docker 5.22', 'docs.docker.com/engine/security/seccomp'],
  examples: {
    pass: [
      {
        title: 'a process with a filter',
        facts: { containers: seen([exampleContainer()]), processes: seen(exampleView([exampleProcess()])) },
      },
      {
        title: "the engine's default",
        facts: { containers: seen([exampleContainer({ securityOpt: [] })]), engine: seen(exampleEngine()) },
      },
      noEngine,
    ],
    fail: [
      {
        title: 'switched off',
        facts: {
          containers: seen([exampleContainer({ securityOpt: ['seccomp:unconfined'] })]),
          engine: seen(exampleEngine()),
        },
      },
      {
        title: 'a process without a filter',
        facts: {
          containers: seen([exampleContainer()]),
          processes: seen(exampleView([exampleProcess({ seccomp: 0 })])),
        },
      },
    ],
    blind: [
      ...blindContainers,
      { title: 'neither processes nor engine were read', facts: { containers: seen([exampleContainer()]) } },
    ],
  },
});
