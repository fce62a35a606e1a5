import { cannotTell, defineCheck, notApplicable, type Outcome, pass } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { containers, type Engine, engine } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { exampleSelf } from '../../facts/examples-collection.js';
import { collectorSelf } from '../../facts/host.js';

const docker: Engine = {
  engineVersion: '28.5.2',
  apiVersion: '1.51',
  containerdVersion: '2.1.5',
  runcVersion: '1.3.3',
  rootless: false,
  usernsRemap: false,
  storageDriver: 'overlay2',
  securityOptions: [],
  runningContainers: 1,
  liveRestore: null,
  warnings: [],
  daemonJson: null,
  ref: exampleRef('docker.version'),
};

/** SNS-02: the engine answers, and lists as many running containers as the kernel's cgroups show. */
export const engineViewIsIncomplete = defineCheck({
  id: 'SNS-02',
  title: 'The container engine does not show everything that runs',
  questions: ['Q8'],
  severity: 'high',
  required: true,
  gate: true,
  needs: { containers, engine },
  uses: { self: collectorSelf },
  decide({ containers: all, engine: found, self }): Outcome {
    if (found.value === null) return notApplicable(found.evidence, 'no container engine here');
    const running = all.value.filter((container) => container.running).length;
    if (found.value.runningContainers !== null && found.value.runningContainers !== running) {
      return cannotTell(
        'not-collected',
        `the engine counts ${found.value.runningContainers} running containers, ${running} were inspected`,
        { evidence: [found.value.ref] },
      );
    }
    if (
      self.status === 'known' &&
      self.value.containersByCgroup !== null &&
      self.value.containersByCgroup !== running
    ) {
      return cannotTell(
        'not-collected',
        `the kernel shows ${self.value.containersByCgroup} container cgroups, the engine lists ${running} running containers`,
        {
          evidence: [found.value.ref],
          settle: 'Look for containers of another engine: ctr -a /run/containerd/containerd.sock namespaces ls',
        },
      );
    }
    return pass([found.value.ref], {
      what: `${running} running containers by the engine${self.status === 'known' && self.value.containersByCgroup !== null ? ' and by cgroups' : ''}`,
    });
  },
  whyItMatters: 'A container that the engine does not list is one that nobody checks.',
  verifyByHand: 'docker ps -q | wc -l; find /sys/fs/cgroup -maxdepth 4 -name "docker-*.scope" | wc -l',
  remediation: {
    text: 'Make the engine answer (socket, permissions), and find what runs beside it.',
    commands: ['docker info'],
  },
  references: ['Lynis CONT-8104'],
  examples: {
    pass: [
      {
        title: 'counts agree',
        facts: {
          containers: seen([exampleContainer()]),
          engine: seen(docker),
          self: seen(exampleSelf({ containersByCgroup: 1 })),
        },
      },
      { title: 'no engine', expect: 'not-applicable', facts: { containers: seen([]), engine: seen(null) } },
    ],
    fail: [
      {
        title: 'a cgroup more than the engine lists',
        facts: {
          containers: seen([exampleContainer()]),
          engine: seen(docker),
          self: seen(exampleSelf({ containersByCgroup: 2 })),
        },
      },
      {
        title: 'the engine counts two, one was inspected',
        facts: { containers: seen([exampleContainer()]), engine: seen({ ...docker, runningContainers: 2 }) },
      },
    ],
    blind: [
      { title: 'no engine answer', facts: { containers: unseen(), engine: unseen() } },
      {
        title: 'a part of the containers',
        facts: { containers: partlySeen([exampleContainer()]), engine: seen(docker) },
      },
    ],
  },
});
