import { defineCheck, fail } from '../../core/check.js';
import { seen } from '../../core/example.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';
import { blindContainers, noEngine } from './container-examples.js';

/** CTR-16: namespaces shared with the host (namespaces(7); CIS Docker 5.16 to 5.21, 5.31). */
export const containerSharesHostNamespace = defineCheck({
  id: 'CTR-16',
  title: 'A container shares a namespace with the host',
  questions: ['Q7'],
  severity: 'high',
  required: false,
  needs: { containers },
  decide: (facts) =>
    judgeContainers(facts.containers, (container) => {
      const modes = {
        pid: container.pidMode,
        ipc: container.ipcMode,
        uts: container.utsMode,
        userns: container.usernsMode,
      };
      const shared = Object.entries(modes).flatMap(([name, mode]) => (mode === 'host' ? [name] : []));
      if (shared.length === 0) return passFor(container, 'process, IPC, host name and user namespaces are its own');
      return fail(evidenceOf(container), {
        subject: subjectOf(container),
        what: `${container.name} shares with the host: ${shared.join(', ')}`,
        location: container.name,
      });
    }),
  whyItMatters:
    'In the process namespace of the host, a container sees every command line and, as root, reads and stops every process.',
  verifyByHand:
    "docker inspect -f '{{.Name}} {{.HostConfig.PidMode}} {{.HostConfig.IpcMode}} {{.HostConfig.UTSMode}} {{.HostConfig.UsernsMode}}' $(docker ps -q)",
  remediation: {
    text: 'Remove `pid: host`, `ipc: host`, `uts: host` and `userns_mode: host` from the service.',
    commands: ['grep -nE "^ *(pid|ipc|uts|userns_mode):" docker-compose.yml', 'docker compose up -d'],
  },
  references: ['CIS Docker 5.16', 'CIS Docker 5.17', 'CIS Docker 5.21', 'CIS Docker 5.31'],
  examples: {
    pass: [
      {
        title: 'its own, and IPC that others may join',
        facts: { containers: seen([exampleContainer({ ipcMode: 'shareable' })]) },
      },
      noEngine,
    ],
    fail: [
      { title: 'processes', facts: { containers: seen([exampleContainer({ pidMode: 'host' })]) } },
      { title: 'user namespace', facts: { containers: seen([exampleContainer({ usernsMode: 'host' })]) } },
    ],
    blind: blindContainers,
  },
});
