import { defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';

/** LOG-02: a container whose output is thrown away. */
export const logDriverIsNone = defineCheck({
  id: 'LOG-02',
  title: 'A container keeps no log',
  questions: ['Q8'],
  severity: 'high',
  required: true,
  needs: { containers },
  decide({ containers: all }): readonly Outcome[] {
    if (all.value.length === 0) return [notApplicable(all.evidence, 'no containers here')];
    return all.value.map((container) =>
      container.logDriver === 'none'
        ? fail([container.ref], {
            subject: `container:${container.name}`,
            what: `${container.name} has the log driver none: what it says is gone at once`,
            location: container.name,
          })
        : pass([container.ref], {
            subject: `container:${container.name}`,
            what: `log driver ${container.logDriver || 'default'}`,
          }),
    );
  },
  whyItMatters: 'Without a log no evidence can exist: nobody can say later whether this container was attacked.',
  verifyByHand: "docker inspect -f '{{.Name}} {{.HostConfig.LogConfig.Type}}' $(docker ps -aq)",
  remediation: {
    text: 'Set logging.driver to json-file (or local) with max-size and max-file, then recreate the container.',
    commands: ['docker compose up -d --force-recreate'],
  },
  references: ['CL-0014', 'Dec-2025 case'],
  examples: {
    pass: [
      { title: 'json-file', facts: { containers: seen([exampleContainer()]) } },
      { title: 'journald', facts: { containers: seen([exampleContainer({ logDriver: 'journald' })]) } },
    ],
    fail: [
      { title: 'none', facts: { containers: seen([exampleContainer({ logDriver: 'none' })]) } },
      {
        title: 'none, seen in a part of the list',
        facts: { containers: partlySeen([exampleContainer({ logDriver: 'none' })]) },
      },
    ],
    blind: [
      { title: 'no engine to ask', facts: { containers: unseen() } },
      { title: 'a part of the list', facts: { containers: partlySeen([exampleContainer()]) } },
    ],
  },
});
