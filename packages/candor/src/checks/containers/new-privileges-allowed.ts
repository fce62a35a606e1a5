import { defineCheck, fail, type Outcome } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type Container, containers, engine } from '../../facts/containers.js';
import { exampleContainer, exampleProcess, exampleView } from '../../facts/examples.js';
import { processes } from '../../facts/processes.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';
import { exampleEngine } from './example-engine.js';

function isSet(container: Container): boolean {
  return container.securityOpt.some((option) => /^no-new-privileges(?:[:=]true)?$/.test(option));
}

/** CTR-04: no_new_privs (prctl(2), CIS Docker 5.26). */
export const newPrivilegesAllowed = defineCheck({
  id: 'CTR-04',
  title: 'Processes in a container may gain privileges',
  questions: ['Q7'],
  severity: 'medium',
  required: false,
  needs: { containers },
  uses: { engine, processes },
  decide({ containers: all, engine: found, processes: view }) {
    const daemonJson = found.status === 'known' ? found.value?.daemonJson : null;
    const byDefault = daemonJson?.['no-new-privileges'] === true;
    const judge = (container: Container): Outcome => {
      const own =
        view.status === 'known' ? view.value.items.filter((process) => process.container === container.name) : [];
      const without = own.find((process) => process.noNewPrivs === false);
      const set =
        isSet(container) || byDefault || (own.length > 0 && own.every((process) => process.noNewPrivs === true));
      if (set && !without) return passFor(container, 'no-new-privileges is set');
      return fail(without ? [without.ref, ...evidenceOf(container)] : evidenceOf(container), {
        subject: subjectOf(container),
        what: `${container.name} runs without no-new-privileges: a setuid program in it makes root of an ordinary user`,
        location: container.name,
      });
    };
    return judgeContainers(all, judge);
  },
  whyItMatters:
    'With a setuid program such as `su` or an old `mount`, an intruder who came in as an ordinary user becomes root in the container.',
  verifyByHand: "docker inspect -f '{{.Name}} {{.HostConfig.SecurityOpt}}' $(docker ps -q)",
  remediation: {
    text: 'Add `security_opt: ["no-new-privileges:true"]` to the service.',
    commands: ['grep -n "no-new-privileges" docker-compose.yml', 'docker compose up -d'],
  },
  references: ['CIS Docker 5.26', 'prctl(2)'],
  examples: {
    pass: [
      { title: 'set for the container', facts: { containers: seen([exampleContainer()]) } },
      {
        title: 'set for the whole engine',
        facts: { containers: seen([exampleContainer({ securityOpt: [] })]), engine: seen(exampleEngine()) },
      },
      { title: 'no engine', facts: { containers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'not set', facts: { containers: seen([exampleContainer({ securityOpt: [] })]) } },
      {
        title: 'set to false',
        facts: { containers: seen([exampleContainer({ securityOpt: ['no-new-privileges:false'] })]) },
      },
      {
        title: 'a process of it runs without',
        facts: {
          containers: seen([exampleContainer()]),
          processes: seen(exampleView([exampleProcess({ noNewPrivs: false })])),
        },
      },
    ],
    blind: [
      { title: 'the engine may not be asked', facts: { containers: unseen() } },
      { title: 'not all containers were read', facts: { containers: partlySeen([exampleContainer()]) } },
    ],
  },
});
