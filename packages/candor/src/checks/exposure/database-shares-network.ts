import { cannotTell, defineCheck, fail, type Outcome } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { type ComposeProjectFact, composeProjects } from '../../facts/compose.js';
import { type Container, containers } from '../../facts/containers.js';
import { type DockerNetworkFact, dockerNetworks } from '../../facts/docker-networks.js';
import { exampleContainer } from '../../facts/examples.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';

/** Whether a network has no way out: true, false, or null when neither the engine nor the file says. */
function isInternal(
  name: string,
  container: Container,
  networks: readonly DockerNetworkFact[] | null,
  projects: readonly ComposeProjectFact[] | null,
): boolean | null {
  const seenNetwork = networks?.find((network) => network.name === name);
  if (seenNetwork && seenNetwork.internal !== null) return seenNetwork.internal;
  const project = projects?.find((candidate) => candidate.name === container.project);
  if (!project) return null;
  return project.internalNetworks.includes(name.replace(`${project.name}_`, ''));
}

function isDatabase(container: Container): boolean {
  return container.kinds.includes('mongodb') || container.kinds.includes('postgres');
}

/** EXP-13: a database belongs on a network without a way out (CIS Docker 5.30). */
export const databaseSharesNetwork = defineCheck({
  id: 'EXP-13',
  title: 'The database is on a network that leads outside',
  questions: ['Q1', 'Q7'],
  severity: 'medium',
  required: false,
  needs: { containers },
  uses: { dockerNetworks, composeProjects },
  decide({ containers: all, dockerNetworks: networks, composeProjects: projects }) {
    const judge = (container: Container): Outcome => {
      if (!isDatabase(container)) return passFor(container, 'no database');
      const subject = subjectOf(container);
      const states = container.networks.map(({ name }) => ({
        name,
        internal: isInternal(
          name,
          container,
          networks.status === 'known' ? networks.value : null,
          projects.status === 'known' ? projects.value : null,
        ),
      }));
      const open = states.find(({ internal }) => internal === false);
      if (open) {
        const what = `${container.name} is on ${open.name}, from which one gets outside; it needs no way out`;
        return fail(evidenceOf(container), { subject, what, location: `${container.name}, network ${open.name}` });
      }
      if (states.length === 0 || states.some(({ internal }) => internal === null)) {
        const settle = 'docker network inspect $(docker network ls -q)';
        return cannotTell('not-collected', `the networks of ${container.name} were not read`, { subject, settle });
      }
      return passFor(container, 'its networks are internal');
    };
    return judgeContainers(all, judge);
  },
  whyItMatters:
    'Data leaves through a database server that can reach the Internet, and whatever shares its network can try its door.',
  verifyByHand: "docker network inspect -f '{{.Name}} {{.Internal}}' $(docker network ls -q)",
  remediation: {
    text: 'Give app and database a network of their own with `internal: true`, and take the database off the others.',
    commands: [
      'printf "networks:\\n  data:\\n    internal: true\\n" # add this, and networks: [data] for both services',
      'docker compose up -d',
    ],
  },
  references: ['CIS Docker 5.30', 'MongoDB security checklist'],
  examples: {
    pass: [
      {
        title: 'an internal network',
        facts: { containers: seen([mongo()]), dockerNetworks: seen([network('site_data', true)]) },
      },
      { title: 'no database', facts: { containers: seen([exampleContainer()]) } },
    ],
    fail: [
      {
        title: 'the default network of the project',
        facts: { containers: seen([mongo()]), dockerNetworks: seen([network('site_data', false)]) },
      },
    ],
    blind: [
      { title: 'the engine may not be asked', facts: { containers: unseen() } },
      { title: 'networks not read', facts: { containers: seen([mongo()]) } },
      { title: 'not all containers were read', facts: { containers: partlySeen([exampleContainer()]) } },
    ],
  },
});

function mongo(): Container {
  return exampleContainer({
    name: 'site-mongo-1',
    kinds: ['mongodb'],
    networks: [{ name: 'site_data', ipAddress: '172.18.0.2' }],
  });
}

function network(name: string, internal: boolean): DockerNetworkFact {
  return { name, driver: 'bridge', internal, subnets: [], ref: exampleRef('docker.networks') };
}
