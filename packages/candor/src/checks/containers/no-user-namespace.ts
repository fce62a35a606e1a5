import { defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { engine } from '../../facts/containers.js';
import { exampleEngine } from './example-engine.js';

/** CTR-36: an engine without root, or user namespaces (CIS Docker 2.9). Advice, never a fault. */
export const noUserNamespace = defineCheck({
  id: 'CTR-36',
  title: 'Root in a container is root of the host',
  questions: ['Q7'],
  severity: 'informational',
  required: false,
  needs: { engine },
  decide({ engine: found }) {
    const value = found.value;
    if (value === null) return notApplicable(found.evidence, 'no container engine here');
    if (value.rootless) return pass([value.ref], { what: 'the engine runs without root' });
    if (value.usernsRemap) return pass([value.ref], { what: 'user namespaces are on (userns-remap)' });
    return fail([value.ref], {
      what: 'neither an engine without root nor userns-remap: uid 0 in a container is uid 0 of the host',
      location: '/etc/docker/daemon.json',
    });
  },
  whyItMatters:
    'With user namespaces, root in a container is nobody on the host, and most ways out of a container end there.',
  verifyByHand: "docker info -f '{{.SecurityOptions}}'",
  remediation: {
    text: 'Consider `"userns-remap": "default"` for a new host. On a host with data it changes the owner of every volume: plan it.',
    commands: ['docker info -f "{{.SecurityOptions}}"'],
  },
  references: ['CIS Docker 2.9', 'docs.docker.com/engine/security/userns-remap'],
  examples: {
    pass: [
      { title: 'without root', facts: { engine: seen(exampleEngine({ rootless: true })) } },
      { title: 'remapped', facts: { engine: seen(exampleEngine({ usernsRemap: true })) } },
      { title: 'no engine', facts: { engine: seen(null) }, expect: 'not-applicable' },
    ],
    fail: [{ title: 'neither', facts: { engine: seen(exampleEngine()) } }],
    blind: [
      { title: 'the engine may not be asked', facts: { engine: unseen() } },
      { title: 'only a part was read', facts: { engine: partlySeen(exampleEngine({ rootless: true })) } },
    ],
  },
});
