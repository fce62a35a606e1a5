import { defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';

/** Drivers that rotate by themselves or hand over to something that does. */
const bounded = new Set(['local', 'journald', 'syslog', 'fluentd', 'gelf', 'awslogs', 'splunk', 'gcplogs', 'loki']);

/** LOG-05: a log that can fill the disk. */
export const logRotationIsMissing = defineCheck({
  id: 'LOG-05',
  title: 'A container’s log has no limit',
  questions: ['Q8'],
  severity: 'medium',
  required: false,
  needs: { containers },
  decide({ containers: all }): readonly Outcome[] {
    const running = all.value.filter((container) => container.running && container.logDriver !== 'none');
    if (running.length === 0) return [notApplicable(all.evidence, 'no running container keeps a log')];
    return running.map((container) => {
      const subject = `container:${container.name}`;
      if (bounded.has(container.logDriver) || container.logOptions['max-size'] !== undefined)
        return pass([container.ref], { subject });
      return fail([container.ref], {
        subject,
        what: `${container.name} logs with ${container.logDriver} and no max-size`,
        location: container.name,
      });
    });
  },
  whyItMatters: 'An attacker fills the disk with log lines; then every log on the host stops.',
  verifyByHand: "docker inspect -f '{{.Name}} {{json .HostConfig.LogConfig}}' $(docker ps -q)",
  remediation: {
    text: 'Set max-size and max-file for the json-file driver so that at least thirty days fit.',
    commands: ['docker compose up -d --force-recreate'],
  },
  references: ['CIS Docker 2.13', 'Docker logging docs'],
  examples: {
    pass: [
      { title: 'json-file with max-size', facts: { containers: seen([exampleContainer()]) } },
      {
        title: 'the local driver rotates by itself',
        facts: { containers: seen([exampleContainer({ logDriver: 'local', logOptions: {} })]) },
      },
    ],
    fail: [{ title: 'json-file without a limit', facts: { containers: seen([exampleContainer({ logOptions: {} })]) } }],
    blind: [
      { title: 'no engine', facts: { containers: unseen() } },
      { title: 'a part of the list', facts: { containers: partlySeen([exampleContainer()]) } },
    ],
  },
});
