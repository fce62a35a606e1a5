import { defineCheck, fail, type Outcome } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { composeProjects } from '../../facts/compose.js';
import { type Container, containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { exampleProject } from '../shared/example-compose.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';
import { hostMounts, isInside, mountText } from '../shared/mount-source.js';
import { exampleMount } from './example-mount.js';

/** Label in which Compose v2 writes the folder of the project. */
const folderLabel = 'com.docker.compose.project.working_dir';

/** CTR-09: the whole project, with its source, its .env and its .git, writable from inside (Dec-2025 case: `.:/app`). */
export const projectRootIsMounted = defineCheck({
  id: 'CTR-09',
  title: 'A container can write the whole folder of the project',
  questions: ['Q7', 'Q6'],
  severity: 'medium',
  required: false,
  needs: { containers },
  uses: { composeProjects },
  decide({ containers: all, composeProjects: projects }) {
    const folders = projects.status === 'known' ? projects.value : [];
    const judge = (container: Container): Outcome => {
      const own = folders.find(({ name }) => name === container.project)?.folder ?? null;
      const root = container.labels[folderLabel] ?? own;
      const mount = hostMounts(container).find(
        ({ source, destination, readWrite }) =>
          readWrite && (root === null ? /^\/(?:usr\/src\/)?app$/.test(destination) : isInside(root, source)),
      );
      if (!mount) return passFor(container, 'no writable mount covers the folder of the project');
      return fail(evidenceOf(container), {
        subject: subjectOf(container),
        what: `${container.name} can write ${mountText(mount)}, the folder of the project`,
        location: `${container.name}, mount ${mount.destination}`,
      });
    };
    return judgeContainers(all, judge);
  },
  whyItMatters:
    'An intruder in the app changes its own source, its start script or the Compose file, and is back after each restart and each rebuild.',
  verifyByHand: "docker inspect -f '{{.Name}} {{range .Mounts}}{{.Source}}:{{.RW}} {{end}}' $(docker ps -q)",
  remediation: {
    text: 'Build an image (`COPY . .` in a Dockerfile) and mount only the folder for uploads; until then mount the project read-only with `.:/app:ro`.',
    commands: ['docker compose build', 'docker compose up -d'],
  },
  references: ['docs.docker.com/build/building/best-practices'],
  examples: {
    pass: [
      {
        title: 'only the uploads',
        facts: {
          containers: seen([exampleContainer({ mounts: [exampleMount('/srv/site/media')] })]),
          composeProjects: seen([exampleProject()]),
        },
      },
      {
        title: 'the project, read-only',
        facts: {
          containers: seen([exampleContainer({ mounts: [exampleMount('/srv/site', { readWrite: false })] })]),
          composeProjects: seen([exampleProject()]),
        },
      },
      { title: 'no engine', facts: { containers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'the project by its file',
        facts: {
          containers: seen([exampleContainer({ mounts: [exampleMount('/srv/site', { destination: '/app' })] })]),
          composeProjects: seen([exampleProject()]),
        },
      },
      {
        title: 'the project by its label',
        facts: {
          containers: seen([
            exampleContainer({ labels: { [folderLabel]: '/srv/site' }, mounts: [exampleMount('/srv/site')] }),
          ]),
        },
      },
      {
        title: 'by the usual place, when nothing says where the project is',
        facts: {
          containers: partlySeen([exampleContainer({ mounts: [exampleMount('/opt/x', { destination: '/app' })] })]),
        },
      },
    ],
    blind: [
      { title: 'the engine may not be asked', facts: { containers: unseen() } },
      { title: 'not all containers were read', facts: { containers: partlySeen([exampleContainer()]) } },
    ],
  },
});
