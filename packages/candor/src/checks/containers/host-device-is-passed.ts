import { defineCheck, fail } from '../../core/check.js';
import { seen } from '../../core/example.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';
import { blindContainers, noEngine } from './container-examples.js';

/** Devices that do one harmless thing: graphics, sound, video input, serial adapters, entropy. */
const harmless = /^\/dev\/(?:dri|snd|video\d+|ttyUSB\d+|ttyACM\d+|urandom|random|null|zero|hwrng)(?:[/:]|$)/;

/** CTR-18: devices of the host in a container (CIS Docker 5.18). */
export const hostDeviceIsPassed = defineCheck({
  id: 'CTR-18',
  title: 'A container holds a device of the host',
  questions: ['Q7'],
  severity: 'high',
  required: false,
  needs: { containers },
  decide: (facts) =>
    judgeContainers(facts.containers, (container) => {
      const device = container.devices.find((path) => !harmless.test(path));
      if (device === undefined)
        return passFor(container, `${container.devices.length} devices, none that opens the host`);
      return fail(evidenceOf(container), {
        subject: subjectOf(container),
        what: `${container.name} holds the device ${device}`,
        location: `${container.name}, ${device}`,
      });
    }),
  whyItMatters: 'A disk, /dev/mem, /dev/kvm or /dev/fuse in a container is a way around its walls.',
  verifyByHand: "docker inspect -f '{{.Name}} {{.HostConfig.Devices}}' $(docker ps -q)",
  remediation: {
    text: 'Remove the entry from `devices:`.',
    commands: ['grep -n -A3 "devices:" docker-compose.yml', 'docker compose up -d'],
  },
  references: ['CIS Docker 5.18'],
  examples: {
    pass: [
      { title: 'none', facts: { containers: seen([exampleContainer()]) } },
      {
        title: 'graphics and sound',
        facts: { containers: seen([exampleContainer({ devices: ['/dev/dri', '/dev/snd:/dev/snd:rwm'] })]) },
      },
      noEngine,
    ],
    fail: [
      { title: 'a disk', facts: { containers: seen([exampleContainer({ devices: ['/dev/sda:/dev/sda:rwm'] })]) } },
      { title: 'memory', facts: { containers: seen([exampleContainer({ devices: ['/dev/mem'] })]) } },
    ],
    blind: blindContainers,
  },
});
