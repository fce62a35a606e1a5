import { cannotTell, defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer, examplePath } from '../../facts/examples.js';
import { type ExposurePath, exposurePaths } from '../../facts/exposure.js';
import { dangerousKinds, evidenceOfPaths, isReachable, portText, wayText } from './reachable-paths.js';

function isPublished(path: ExposurePath): boolean {
  return path.subject.startsWith('container:') && isReachable(path) && !path.declared;
}

/** The engine's proxy without a container that is known: EXP-01 judges the port, and the list of containers has a hole. */
function isUnlisted(path: ExposurePath): boolean {
  return path.subject === 'host' && path.path.includes('docker-proxy');
}

/** EXP-02: ports that containers publish beyond loopback (CIS Docker 5.14). */
export const containerPublishesUndeclaredPort = defineCheck({
  id: 'EXP-02',
  title: 'A container publishes a port that nobody declared',
  questions: ['Q1'],
  severity: 'medium',
  required: true,
  needs: { containers, paths: exposurePaths },
  decide({ containers: all, paths }) {
    if (all.value.length === 0) return notApplicable(all.evidence, 'no container engine here');
    const extra = paths.value.filter(isPublished);
    if (extra.length === 0) {
      const unnamed = paths.value.find((path) => isUnlisted(path) && !path.declared && isReachable(path));
      if (unnamed) {
        const detail = `docker-proxy holds ${portText(unnamed)} for a container that was not listed`;
        return cannotTell('not-collected', detail, { evidence: unnamed.evidence, settle: 'docker ps -a' });
      }
      return pass([...all.evidence, ...paths.evidence], { what: 'no container publishes an undeclared port' });
    }
    return [...new Set(extra.map((path) => path.subject))].map((subject) => {
      const own = extra.filter((path) => path.subject === subject);
      const dangerous = own.find((path) => dangerousKinds.has(path.kind));
      const names = [...new Set(own.map(portText))].sort();
      const shown = dangerous ?? own[0] ?? examplePath();
      return fail(evidenceOfPaths(own, paths.evidence), {
        subject,
        what: `published and not declared: ${names.join(', ')} (${[wayText(shown), ...shown.notes].join('; ')}). Is this yours?`,
        location: names.join(' and '),
        severity: dangerous ? 'high' : 'medium',
      });
    });
  },
  whyItMatters:
    'Docker opens published ports past ufw and most firewalls of the host, so a port that was meant for this machine answers the whole Internet.',
  verifyByHand: "docker ps --format '{{.Names}} {{.Ports}}'",
  remediation: {
    text: 'Write the address in front of the port, `127.0.0.1:8080:8080`. If it is meant to be open, declare it with `candor init`.',
    commands: ['grep -n -A3 "ports:" docker-compose.yml', 'docker compose up -d', 'candor init'],
  },
  references: ['CIS Docker 5.14', 'moby#22054'],
  examples: {
    pass: [
      {
        title: 'published on loopback',
        facts: {
          containers: seen([exampleContainer()]),
          paths: seen([
            examplePath({ from: 'loopback', subject: 'container:site-app-1', port: 3000, declared: false }),
          ]),
        },
      },
      {
        title: 'a proxy in a container on declared ports',
        facts: { containers: seen([exampleContainer()]), paths: seen([examplePath({ subject: 'container:proxy-1' })]) },
      },
      { title: 'no engine', facts: { containers: seen([]), paths: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'a port on every address',
        facts: {
          containers: seen([exampleContainer()]),
          paths: seen([examplePath({ subject: 'container:site-app-1', port: 8080, declared: false, kind: 'unknown' })]),
        },
      },
    ],
    blind: [
      { title: 'the engine may not be asked', facts: { containers: unseen(), paths: seen([]) } },
      {
        title: 'not all containers were read',
        facts: { containers: partlySeen([exampleContainer()]), paths: seen([]) },
      },
      {
        title: 'a proxy of the engine for a container that was not listed',
        facts: {
          containers: seen([exampleContainer()]),
          paths: seen([
            examplePath({ port: 8080, declared: false, path: ['0.0.0.0:8080', 'docker-proxy', 'not listed'] }),
          ]),
        },
      },
      { title: 'sockets not readable', facts: { containers: seen([exampleContainer()]), paths: unseen() } },
    ],
  },
});
