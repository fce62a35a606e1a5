import { defineCheck, fail } from '../../core/check.js';
import { seen } from '../../core/example.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';
import { blindContainers, noEngine } from './container-examples.js';

/** CTR-20: limits of memory, processor and processes (CIS Docker 5.11, 5.12, 5.29). */
export const noResourceLimits = defineCheck({
  id: 'CTR-20',
  title: 'A container may use the whole machine',
  questions: ['Q7'],
  severity: 'medium',
  required: false,
  needs: { containers },
  decide: (facts) =>
    judgeContainers(facts.containers, (container) => {
      const missing = [
        ...(container.memoryBytes > 0 ? [] : ['memory']),
        ...(container.nanoCpus > 0 ? [] : ['processor']),
        ...((container.pidsLimit ?? 0) > 0 ? [] : ['processes']),
      ];
      if (missing.length === 0) return passFor(container, 'memory, processor and processes are limited');
      return fail(evidenceOf(container), {
        subject: subjectOf(container),
        what: `${container.name} has no limit of ${missing.join(', ')}`,
        location: container.name,
      });
    }),
  whyItMatters:
    'A miner or a runaway request then takes every core and all memory, and the database and SSH with them.',
  verifyByHand:
    "docker inspect -f '{{.Name}} {{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}}' $(docker ps -q)",
  remediation: {
    text: 'Set `mem_limit: 1500m`, `cpus: 2` and `pids_limit: 256` for the service, a little above what it uses on a busy day.',
    commands: ['docker stats --no-stream', 'docker compose up -d'],
  },
  references: ['CIS Docker 5.11', 'CIS Docker 5.12', 'CIS Docker 5.29'],
  examples: {
    pass: [{ title: 'all set', facts: { containers: seen([exampleContainer()]) } }, noEngine],
    fail: [
      {
        title: 'none set',
        facts: { containers: seen([exampleContainer({ memoryBytes: 0, nanoCpus: 0, pidsLimit: null })]) },
      },
      { title: 'unlimited processes', facts: { containers: seen([exampleContainer({ pidsLimit: -1 })]) } },
    ],
    blind: blindContainers,
  },
});
