import { defineCheck, notApplicable } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { defaultPolicy } from '../../core/policy.js';
import { nginxConfig } from '../../facts/nginx.js';
import { policy } from '../../facts/policy.js';
import { nginxPartly, nginxSeen, siteOf } from '../nginx/example-nginx.js';
import { flawsOutcome, noNginx } from '../nginx/judge-nginx.js';
import { tlsServers, verifiesClients } from '../nginx/tls-servers.js';

const asking = 'ssl_verify_client on;\nssl_client_certificate /etc/ssl/edge.pem;';

/** FWL-08: behind an edge, nginx asks for the edge's client certificate (authenticated origin pulls). */
export const originTakesAnyClient = defineCheck({
  id: 'FWL-08',
  title: 'nginx does not ask whether the edge is calling',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { nginx: nginxConfig, policy },

  decide({ nginx, policy: declared }) {
    const { edge, publicNames } = declared.value;
    if (edge === null) return notApplicable(declared.evidence, 'no proxy in front of this host is declared');
    if (nginx.value === null) return notApplicable(nginx.evidence, noNginx);
    const own = tlsServers(nginx.value.model).filter(
      ({ names }) => publicNames.length === 0 || names.some((name) => publicNames.includes(name)),
    );
    if (own.length === 0 && nginx.complete)
      return notApplicable([nginx.value.ref], 'nginx ends no TLS for a public name');
    const open = own.filter(({ context }) => !verifiesClients(context));
    return flawsOutcome(
      nginx.value,
      open.map((server) => ({
        what: `${server.names[0] ?? 'a server'} answers clients without a certificate of ${edge.name}`,
        at: server,
      })),
      `every public name asks for the certificate of ${edge.name}`,
    );
  },
  whyItMatters:
    'Ranges of an edge are shared with all of its customers: only its certificate says that it comes by your own account.',
  verifyByHand: 'sudo nginx -T | grep -E "ssl_verify_client|ssl_client_certificate"',
  remediation: {
    text: "Store the edge's authority, ask for its certificate, and switch the same on at the edge first.",
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull'],
  examples: {
    pass: [
      { title: 'it asks', facts: { nginx: nginxSeen(siteOf(asking)), policy: behind() } },
      {
        title: 'no edge',
        facts: { nginx: nginxSeen(siteOf('')), policy: seen(defaultPolicy) },
        expect: 'not-applicable',
      },
      {
        title: 'another name alone',
        facts: { nginx: nginxSeen(siteOf('').replace('example.org', 'status.example')), policy: behind() },
        expect: 'not-applicable',
      },
      { title: 'no nginx', facts: { nginx: seen(null), policy: behind() }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'it does not', facts: { nginx: nginxSeen(siteOf('')), policy: behind() } },
      {
        title: 'it asks and takes none',
        facts: {
          nginx: nginxSeen(siteOf('ssl_verify_client optional;\nssl_client_certificate /etc/ssl/edge.pem;')),
          policy: behind(),
        },
      },
    ],
    blind: [
      { title: 'nginx -T was denied', facts: { nginx: unseen(), policy: behind() } },
      { title: 'an included file is missing', facts: { nginx: nginxPartly(siteOf(asking)), policy: behind() } },
      { title: 'no proof that there is no nginx', facts: { nginx: partlySeen(null), policy: behind() } },
    ],
  },
});

function behind() {
  return seen({
    ...defaultPolicy,
    publicNames: ['example.org'],
    edge: { name: 'cloudflare', ranges: ['104.16.0.0/13'], asOf: null },
  });
}
