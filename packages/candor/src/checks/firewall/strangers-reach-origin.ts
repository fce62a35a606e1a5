import { cannotTell, defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type Fact, valueIfKnown } from '../../core/fact.js';
import { defaultPolicy } from '../../core/policy.js';
import { outsideProbes, type ProbedPort } from '../../facts/exposure.js';
import { firewall } from '../../facts/firewall.js';
import { type NginxView, nginxConfig } from '../../facts/nginx.js';
import { policy } from '../../facts/policy.js';
import { nginxSeen, siteOf } from '../nginx/example-nginx.js';
import { tlsServers, verifiesClients } from '../nginx/tls-servers.js';
import { closedFilter, exampleFilter, openFilter, strangerDecision } from './filter-rules.js';

/** Every TLS server of a configuration that was seen whole refuses whoever has no certificate of the edge. */
function asksForCertificate(nginx: Fact<NginxView | null>): boolean {
  if (nginx.status !== 'known' || !nginx.complete || nginx.value === null) return false;
  const servers = tlsServers(nginx.value.model);
  return servers.length > 0 && servers.every(({ context }) => verifiesClients(context));
}

/** Another machine reached 443. */
function seenOpen(probes: Fact<readonly ProbedPort[]>): boolean {
  return (valueIfKnown(probes) ?? []).some(({ port, result }) => port === 443 && result === 'open');
}

/** FWL-07: 443 lets in the ranges of the edge alone, where one is declared. */
export const strangersReachOrigin = defineCheck({
  id: 'FWL-07',
  title: 'Strangers reach the web ports past the declared edge',
  questions: ['Q1'],
  severity: 'high',
  required: false,
  needs: { firewall, policy },
  uses: { nginx: nginxConfig, probes: outsideProbes },

  decide({ firewall: rules, policy: declared, nginx, probes }) {
    if (declared.value.edge === null)
      return notApplicable(declared.evidence, 'no proxy in front of this host is declared');
    const decision = strangerDecision(rules.value, 'ip', 443);
    if (decision === 'unknown')
      return cannotTell('unsupported', 'a rule that is not understood decides about port 443', {
        settle: 'sudo iptables -S INPUT',
      });
    if (decision !== 'accept')
      return pass(rules.evidence, { what: `443 is closed to addresses outside ${declared.value.edge.name}` });
    // Without a filter of its own the host may stand behind one of its provider, which cannot be seen from here.
    const closes = strangerDecision(rules.value, 'ip') !== 'accept';
    return fail(rules.evidence, {
      what: `any address reaches 443, not ${declared.value.edge.name} alone${asksForCertificate(nginx) ? '; nginx asks for a client certificate' : ''}`,
      location: 'INPUT chain',
      severity: !asksForCertificate(nginx) && (closes || seenOpen(probes)) ? 'high' : 'medium',
    });
  },
  whyItMatters: 'Past the edge its filters and limits do not exist; origin addresses are found in old records.',
  verifyByHand: 'sudo iptables -S INPUT | grep 443',
  remediation: {
    text: 'Let in the ranges of the edge alone, or ask for its client certificate.',
    commands: ['sudo ufw delete allow 443/tcp'],
  },
  references: ['developers.cloudflare.com/fundamentals/concepts/cloudflare-ip-addresses'],
  examples: {
    pass: [
      {
        title: 'closed to strangers',
        facts: {
          firewall: exampleFilter(
            ':INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n-A INPUT -s 104.16.0.0/13 -p tcp -m tcp --dport 443 -j ACCEPT',
          ),
          policy: behindEdge(),
        },
      },
      {
        title: 'no edge',
        facts: { firewall: exampleFilter(closedFilter), policy: seen(defaultPolicy) },
        expect: 'not-applicable',
      },
    ],
    fail: [
      { title: 'open', facts: { firewall: exampleFilter(closedFilter), policy: behindEdge() } },
      {
        title: 'no filter here: perhaps one of the provider',
        facts: { firewall: exampleFilter(openFilter), policy: behindEdge() },
      },
      {
        title: 'open, and nginx asks for the certificate of the edge',
        facts: {
          firewall: exampleFilter(closedFilter),
          policy: behindEdge(),
          nginx: nginxSeen(siteOf('ssl_verify_client on;\nssl_client_certificate /etc/ssl/edge.pem;')),
        },
      },
    ],
    blind: [
      { title: 'denied', facts: { firewall: unseen(), policy: behindEdge() } },
      {
        title: 'a part',
        facts: { firewall: partlySeen(exampleFilter(':INPUT DROP [0:0]').value), policy: behindEdge() },
      },
    ],
  },
});

function behindEdge() {
  return seen({ ...defaultPolicy, edge: { name: 'cloudflare', ranges: ['104.16.0.0/13'], asOf: null } });
}
