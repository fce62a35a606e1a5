import {
  cannotTell,
  defineCheck,
  fail,
  type KnownFacts,
  type MaybeFacts,
  type Outcome,
  pass,
} from '../../core/check.js';
import type { EvidenceRef } from '../../core/evidence.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { advisoryTable } from '../../facts/advisories.js';
import { nodeApps } from '../../facts/app.js';
import { type ContainerExec, containerExec } from '../../facts/container-exec.js';
import { type Container, containers } from '../../facts/containers.js';
import { exampleApp, exampleContainer, exampleProcess, exampleTable, exampleView } from '../../facts/examples.js';
import { type Process, processes } from '../../facts/processes.js';
import { affectedByRce } from '../shared/affected-by-rce.js';
import { evidenceOf, judgeContainers, subjectOf } from '../shared/judge-containers.js';
import { hostMounts, mountText } from '../shared/mount-source.js';
import { exampleMount } from './example-mount.js';

const needs = { containers };
const uses = { processes, containerExec, nodeApps, advisoryTable };
type Facts = KnownFacts<typeof needs> & MaybeFacts<typeof uses>;

/** Root inside, and root on the host too: a user namespace maps the first to an ordinary user. */
function isRoot(process: Process): boolean {
  return (process.uid === 0 || (process.uid === null && process.user === 'root')) && process.userNamespaced !== true;
}

function isRootUser(user: string): boolean {
  return /^(?:|0|root)(?::.*)?$/.test(user);
}

/** What makes root inside matter more (checks.md, amendment to CTR-03); null = nothing seen. */
function aggravation(container: Container, facts: Facts): string | null {
  const mount = hostMounts(container).find(({ readWrite }) => readWrite);
  if (mount) return `it can write ${mountText(mount)} on the host`;
  if (container.capAdd.length > 0) return `it has the added capability ${container.capAdd[0]}`;
  const table = facts.advisoryTable;
  if (facts.nodeApps.status === 'unknown' || table.status === 'unknown') return null;
  const apps = facts.nodeApps.value.filter((app) => app.container === container.name);
  const hole = apps.map((app) => affectedByRce(app, table.value)).find((found) => found !== null);
  return hole ? `${hole.advisory.package} ${hole.version} lets strangers run code (${hole.advisory.id})` : null;
}

function failRoot(container: Container, facts: Facts, what: string, ref: EvidenceRef): Outcome {
  const worse = aggravation(container, facts);
  return fail([ref, ...evidenceOf(container)], {
    subject: subjectOf(container),
    what: worse === null ? what : `${what}, and ${worse}`,
    location: container.name,
    severity: worse === null ? 'medium' : 'high',
  });
}

function execAsRoot(container: Container, facts: Facts): ContainerExec | null {
  if (facts.containerExec.status === 'unknown') return null;
  return facts.containerExec.value.find((exec) => exec.container === container.name && exec.uid === 0) ?? null;
}

function judge(container: Container, facts: Facts): Outcome {
  const view = facts.processes.status === 'known' ? facts.processes.value : null;
  const own = view?.items.filter((process) => process.container === container.name) ?? [];
  const root = own.find(isRoot);
  if (root) return failRoot(container, facts, `${root.args.slice(0, 80)} runs as root in ${container.name}`, root.ref);
  const first = own[0];
  const whole = view?.completeContainers.has(container.name) === true;
  if (whole && first && own.every(({ uid, user }) => uid !== null || user !== null)) {
    return pass([first.ref, container.ref], {
      subject: subjectOf(container),
      what: `none of its ${own.length} processes is root on the host`,
    });
  }
  const exec = execAsRoot(container, facts);
  if (exec && isRootUser(container.user)) {
    const what = `no user is set, and a command inside ${container.name} answered uid=0 (its own tools' word)`;
    return failRoot(container, facts, what, exec.ref);
  }
  return cannotTell('not-collected', `the processes of ${container.name} were not listed`, {
    subject: subjectOf(container),
    settle: 'docker top CONTAINER -eo pid,ppid,user,lstart,pcpu,rss,args',
    evidence: [container.ref],
  });
}

/** CTR-03: root in a container, by every process and not by the image's word (CIS Docker 4.1). */
export const processRunsAsRoot = defineCheck({
  id: 'CTR-03',
  title: 'A process in a container runs as root',
  questions: ['Q7'],
  severity: 'medium',
  required: true,
  needs,
  uses,
  decide: (facts) => judgeContainers(facts.containers, (container) => judge(container, facts)),
  whyItMatters:
    'Root in a container is root of the host behind thin walls: a hole in the kernel or a writable mount is then enough to take the machine.',
  verifyByHand: 'docker ps -q | xargs -I{} docker top {} -eo pid,user,args',
  remediation: {
    text: 'Set `user: "1000:1000"` (the image `node` has that user) in the service, and give it the folders that it writes.',
    commands: ['sudo chown -R 1000:1000 ./media', 'docker compose up -d --force-recreate'],
  },
  references: ['CIS Docker 4.1'],
  examples: {
    pass: [
      {
        title: 'one process, uid 1000',
        facts: { containers: seen([exampleContainer()]), processes: seen(exampleView([exampleProcess()])) },
      },
      {
        title: 'no user is set, and yet the entry point changed to an ordinary one',
        facts: {
          containers: seen([exampleContainer({ user: '' })]),
          processes: seen(exampleView([exampleProcess({ uid: 999, user: 'mongodb' })])),
        },
      },
      {
        title: 'root inside that a user namespace maps to an ordinary user',
        facts: {
          containers: seen([exampleContainer()]),
          processes: seen(exampleView([exampleProcess({ uid: 0, user: 'root', userNamespaced: true })])),
        },
      },
      { title: 'no engine', facts: { containers: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'one of two processes is root',
        facts: {
          containers: seen([exampleContainer({ mounts: [exampleMount('/srv/media')] })]),
          processes: seen(exampleView([exampleProcess(), exampleProcess({ pid: 4201, uid: 0, user: 'root' })])),
        },
      },
      {
        title: 'no process list, but no user is set and `id` answered root',
        facts: {
          containers: partlySeen([exampleContainer({ user: '' })]),
          containerExec: seen([
            {
              container: 'site-app-1',
              command: ['id'],
              exitCode: 0,
              output: 'uid=0(root) gid=0(root)',
              uid: 0,
              ref: exampleRef('container.exec', 'container:site-app-1'),
            },
          ]),
        },
      },
      {
        title: 'root with a version that lets strangers run code',
        facts: {
          containers: seen([exampleContainer()]),
          processes: seen(exampleView([exampleProcess({ uid: 0, user: 'root' })])),
          nodeApps: seen([exampleApp({ next: '15.3.2' })]),
          advisoryTable: seen(exampleTable()),
        },
      },
    ],
    blind: [
      { title: 'the engine may not be asked', facts: { containers: unseen() } },
      { title: 'processes not read', facts: { containers: seen([exampleContainer()]), processes: unseen() } },
      {
        title: 'only a part of the processes was listed',
        facts: { containers: seen([exampleContainer()]), processes: seen(exampleView([exampleProcess()], [])) },
      },
      {
        title: 'a complete list that carries no user',
        facts: {
          containers: seen([exampleContainer()]),
          processes: seen(exampleView([exampleProcess({ uid: null, user: null })])),
        },
      },
    ],
  },
});
