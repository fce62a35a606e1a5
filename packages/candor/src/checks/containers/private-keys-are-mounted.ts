import { defineCheck, fail } from '../../core/check.js';
import { seen } from '../../core/example.js';
import { type Container, type ContainerMount, containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';
import { hostMounts, mountText } from '../shared/mount-source.js';
import { blindContainers, noEngine } from './container-examples.js';
import { exampleMount } from './example-mount.js';

const loginKeys =
  /\/\.ssh(?:\/|$)|\/id_(?:rsa|dsa|ecdsa|ed25519)$|\/\.(?:aws|kube|azure|gnupg)(?:\/|$)|\/\.config\/(?:gcloud|gh|rclone)(?:\/|$)|\/\.docker(?:\/config\.json)?$|\/\.(?:netrc|npmrc|pgpass|git-credentials)$|\/rclone\.conf$/;
const serverKeys = /\/etc\/(?:letsencrypt(?:\/(?:live|archive|keys)(?:\/|$)|$)|ssl\/private)|\.key$|privkey[^/]*\.pem$/;

/** True for keys that do not belong into this container; a proxy needs the key of its own certificate. */
function isForeignKey(container: Container, { source }: ContainerMount): boolean {
  if (/\.pub$|known_hosts$/.test(source)) return false;
  return loginKeys.test(source) || (serverKeys.test(source) && !container.kinds.includes('proxy'));
}

/** CTR-14: keys and cloud credentials of the operator in a container. */
export const privateKeysAreMounted = defineCheck({
  id: 'CTR-14',
  title: "A container holds the operator's keys",
  questions: ['Q7'],
  severity: 'high',
  required: false,
  needs: { containers },
  decide: (facts) =>
    judgeContainers(facts.containers, (container) => {
      const mount = hostMounts(container).find((candidate) => isForeignKey(container, candidate));
      if (!mount) return passFor(container, 'no private key and no cloud credential among its mounts');
      return fail(evidenceOf(container), {
        subject: subjectOf(container),
        what: `${container.name} mounts ${mountText(mount)}: keys that open other machines or accounts`,
        location: `${container.name}, mount ${mount.destination}`,
      });
    }),
  whyItMatters:
    'An intruder reads them in the first minute, and is on your other servers, in your repository or in your cloud account in the second.',
  verifyByHand: "docker inspect -f '{{.Name}} {{range .Mounts}}{{.Source}} {{end}}' $(docker ps -q)",
  remediation: {
    text: 'Make a key that can do this one thing (a deploy key, a token with one scope), give it as a Compose secret, and replace the key that was mounted.',
    commands: ['ssh-keygen -t ed25519 -N "" -C site-jobs -f ./site-jobs-key', 'docker compose up -d'],
  },
  references: ['ATT&CK T1552.004'],
  examples: {
    pass: [
      {
        title: 'a public key, and the certificate of the proxy in the proxy',
        facts: {
          containers: seen([
            exampleContainer({ mounts: [exampleMount('/home/op/.ssh/known_hosts')] }),
            exampleContainer({ name: 'proxy', kinds: ['proxy'], mounts: [exampleMount('/etc/letsencrypt')] }),
          ]),
        },
      },
      noEngine,
    ],
    fail: ['/home/op/.ssh', '/root/.ssh/id_ed25519', '/home/op/.aws', '/etc/letsencrypt'].map((source) => ({
      title: source,
      facts: { containers: seen([exampleContainer({ mounts: [exampleMount(source, { readWrite: false })] })]) },
    })),
    blind: blindContainers,
  },
});
