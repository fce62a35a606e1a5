import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { examplePath } from '../../facts/examples.js';
import { type ExposurePath, exposurePaths } from '../../facts/exposure.js';
import { dangerousKinds, evidenceOfPaths, isOrdinary, isReachable, portText, wayText } from './reachable-paths.js';

/** Proxies whose configuration nothing here can read: what they pass on is not known. */
const foreignProxy = /^(?:caddy|traefik|haproxy|apache2|httpd|envoy|lighttpd)$/;

function unreadProxy(paths: readonly ExposurePath[]): Outcome[] {
  const proxy = paths.find(
    (path) => (path.port === 80 || path.port === 443) && path.path.some((step) => foreignProxy.test(step)),
  );
  if (!proxy) return [];
  const name = proxy.path.find((step) => foreignProxy.test(step)) ?? 'a proxy';
  const detail = `${name} answers on ${portText(proxy)}, and its configuration cannot be read yet`;
  return [cannotTell('unsupported', detail, { evidence: proxy.evidence })];
}

/** EXP-01: listeners of the host beyond loopback against the declared ports. */
export const undeclaredPortListens = defineCheck({
  id: 'EXP-01',
  title: 'A port that nobody declared is open on the host',
  questions: ['Q1'],
  severity: 'medium',
  required: true,
  needs: { paths: exposurePaths },
  decide({ paths }) {
    const extra = paths.value.filter(
      (path) => path.subject === 'host' && isReachable(path) && !path.declared && !isOrdinary(path),
    );
    const unread = unreadProxy(paths.value);
    if (extra.length === 0) {
      return unread.length > 0 ? unread : pass(paths.evidence, { what: 'every open port of the host is declared' });
    }
    const names = [...new Set(extra.map(portText))].sort();
    const dangerous = extra.find((path) => dangerousKinds.has(path.kind));
    const found = fail(evidenceOfPaths(extra, paths.evidence), {
      what: `open and not declared: ${names.join(', ')} (${wayText(dangerous ?? extra[0] ?? examplePath())}). Are these yours?`,
      location: names.join(' and '),
      severity: dangerous ? 'high' : 'medium',
    });
    return [found, ...unread];
  },
  whyItMatters: 'Each open port is a program that strangers may talk to. What nobody declared, nobody patches.',
  verifyByHand: 'sudo ss -tulpen',
  remediation: {
    text: 'Bind the service to 127.0.0.1, or stop it. If the port is meant to be open, declare it with `candor init`.',
    commands: ['sudo ss -tulpen', 'candor init'],
  },
  references: ['osquery#8516', 'CIS Controls 4.4'],
  examples: {
    pass: [
      { title: 'HTTPS alone', facts: { paths: seen([examplePath()]) } },
      {
        title: 'the DHCP client and a resolver on loopback',
        facts: {
          paths: seen([
            examplePath({
              proto: 'udp',
              port: 68,
              declared: false,
              kind: 'unknown',
              notes: ['ordinary: the DHCP client'],
            }),
            examplePath({ from: 'loopback', port: 53, addresses: ['127.0.0.53'], declared: false, kind: 'unknown' }),
          ]),
        },
      },
      {
        title: 'a port that the packet filter drops',
        facts: { paths: seen([examplePath({ port: 9100, declared: false, blockedBy: 'nft: the input chain drops' })]) },
      },
    ],
    fail: [
      {
        title: 'three published ports of a broadcast stack',
        facts: {
          paths: seen(
            [8080, 8001, 8002].map((port) =>
              examplePath({ port, declared: false, kind: 'unknown', path: [`0.0.0.0:${port}`, 'docker-proxy'] }),
            ),
          ),
        },
      },
      {
        title: 'a database, seen in a partial list',
        facts: { paths: partlySeen([examplePath({ port: 5432, declared: false, kind: 'database' })]) },
      },
    ],
    blind: [
      { title: 'sockets not readable', facts: { paths: unseen() } },
      { title: 'only a part of the sockets', facts: { paths: partlySeen([examplePath()]) } },
      {
        title: 'a proxy whose configuration nothing here reads',
        facts: { paths: seen([examplePath({ path: ['0.0.0.0:443', 'caddy'] })]) },
      },
    ],
  },
});
