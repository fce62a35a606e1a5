import { defineCheck, fail, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { engine } from '../../facts/containers.js';
import { examplePath, exampleProcess, exampleView } from '../../facts/examples.js';
import { exposurePaths } from '../../facts/exposure.js';
import { processes } from '../../facts/processes.js';
import { exampleEngine } from '../containers/example-engine.js';
import { wayText } from './reachable-paths.js';

/** EXP-06: Docker's API over TCP (CIS Docker 2.7). Loopback counts too: every local process and every SSRF reaches it. */
export const engineApiListens = defineCheck({
  id: 'EXP-06',
  title: 'The API of the container engine listens on TCP',
  questions: ['Q1', 'Q7'],
  severity: 'critical',
  required: true,
  needs: { paths: exposurePaths },
  uses: { engine, processes },
  decide({ paths, engine: engineFact, processes: view }) {
    const door = paths.value.find((path) => path.kind === 'docker-api' && path.blockedBy === null);
    const daemonJson = engineFact.status === 'known' ? (engineFact.value?.daemonJson ?? null) : null;
    const daemon = (view.status === 'known' ? view.value.items : []).find(({ argv }) =>
      /(^|\/)dockerd$/.test(argv[0] ?? ''),
    );
    const verified =
      daemonJson?.tlsverify === true || daemon?.argv.some((word) => /^--tlsverify(?:=true)?$/.test(word)) === true;
    const asked = /(?:-H|--host)[= ]?tcp:\/\//.test(daemon?.args ?? '') && daemon ? daemon.ref : null;
    if (!door && !asked) return pass(paths.evidence, { what: 'nothing listens for the API of the engine on TCP' });
    const evidence = door?.evidence ?? (asked ? ([asked] as const) : paths.evidence);
    if (verified) return pass([...evidence], { what: 'the API listens on TCP and asks for client certificates' });
    return fail([...evidence], {
      what: door
        ? `the engine's API can be reached: ${wayText(door)}`
        : 'dockerd was started with a TCP host and without --tlsverify',
      location: door ? `port ${door.port}` : 'dockerd command line',
      severity: door?.from === 'loopback' ? 'high' : 'critical',
    });
  },
  whyItMatters:
    'Whoever reaches this port starts a container with the disk of the host in it: root, without a password.',
  verifyByHand: "sudo ss -tlpn | grep -E 'dockerd|:237[56]\\b'",
  remediation: {
    text: 'Remove the `tcp://` host from daemon.json and from the unit; use the Unix socket, or `DOCKER_HOST=ssh://` from elsewhere.',
    commands: [
      'sudo grep -n "tcp://" /etc/docker/daemon.json /etc/systemd/system/docker.service.d/*.conf /lib/systemd/system/docker.service',
      'sudo systemctl daemon-reload && sudo systemctl restart docker',
    ],
  },
  references: ['CIS Docker 2.7'],
  examples: {
    pass: [
      { title: 'no such port', facts: { paths: seen([examplePath()]) } },
      {
        title: 'with client certificates',
        facts: {
          paths: seen([examplePath({ kind: 'docker-api', port: 2376 })]),
          engine: seen(exampleEngine({ daemonJson: { tlsverify: true } })),
        },
      },
    ],
    fail: [
      { title: 'on every address', facts: { paths: seen([examplePath({ kind: 'docker-api', port: 2375 })]) } },
      {
        title: 'on loopback',
        facts: { paths: seen([examplePath({ kind: 'docker-api', port: 2375, from: 'loopback' })]) },
      },
      {
        title: 'by its command line, among partial sockets',
        facts: {
          paths: partlySeen([]),
          processes: seen(
            exampleView([exampleProcess({ container: null, args: '/usr/bin/dockerd -H tcp://0.0.0.0:4243' })]),
          ),
        },
      },
    ],
    blind: [
      { title: 'sockets not readable', facts: { paths: unseen() } },
      { title: 'only a part of the sockets', facts: { paths: partlySeen([examplePath()]) } },
    ],
  },
});
