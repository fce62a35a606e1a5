import { defineCheck } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { defaultPolicy, type Policy } from '../../core/policy.js';
import { type Certificate, certificates } from '../../facts/exposure.js';
import { policy } from '../../facts/policy.js';
import { type CertificateFlaw, exampleCertificate, judgeCertificates } from './judge-certificates.js';

/** True when a subject alternative name covers a host name (RFC 9525: one label for a wildcard). */
function covers(pattern: string, name: string): boolean {
  if (!pattern.startsWith('*.')) return pattern.toLowerCase() === name.toLowerCase();
  return name.slice(name.indexOf('.') + 1).toLowerCase() === pattern.slice(2).toLowerCase();
}

function flawOf({ where, name, names, selfSigned }: Certificate, declared: Policy): CertificateFlaw | null {
  // A name of the configuration alone may be a redirect that nobody calls over TLS; a declared one is the site.
  const own = declared.publicNames.some((each) => each.toLowerCase() === name.toLowerCase());
  // Behind an edge that checks no chain a self-signed origin certificate is ordinary, so it is no more than a note.
  if (where !== 'served' || !name.includes('.')) return null;
  if (!names.some((pattern) => covers(pattern, name)))
    return {
      what: `${name} is served with a certificate for ${names.slice(0, 4).join(', ') || 'nobody'}`,
      severity: own ? 'high' : 'medium',
    };
  const severity = own && declared.edge === null ? 'high' : 'medium';
  return selfSigned ? { what: `the certificate of ${name} is signed by itself`, severity } : null;
}

/** TLS-02: the served certificate names the server and is signed by somebody else. */
export const certificateDoesNotFit = defineCheck({
  id: 'TLS-02',
  title: 'A served certificate does not fit its name',
  questions: ['Q1'],
  severity: 'high',
  required: false,
  needs: { certificates, policy },

  decide: ({ certificates: found, policy: declared }) =>
    judgeCertificates(
      found,
      (certificate) => flawOf(certificate, declared.value),
      'served certificates name their servers',
    ),
  whyItMatters: 'Browsers refuse it, and whoever sits in between can offer one that is as good.',
  verifyByHand:
    'echo | openssl s_client -connect 127.0.0.1:443 -servername example.org 2>/dev/null | openssl x509 -noout -subject -ext subjectAltName',
  remediation: {
    text: 'Issue it anew for every name that is served.',
    commands: ['sudo certbot certonly --nginx -d example.org'],
  },
  references: ['RFC 9525'],
  examples: {
    pass: [
      { title: 'well', facts: { certificates: seen([exampleCertificate()]), policy: site() } },
      {
        title: 'no TLS here',
        facts: { certificates: seen([], exampleRef('host.sockets')), policy: site() },
        expect: 'not-applicable',
      },
    ],
    fail: [
      {
        title: 'another name',
        facts: { certificates: seen([exampleCertificate({ names: ['other.example'] })]), policy: site() },
      },
      {
        title: 'self-signed',
        facts: { certificates: seen([exampleCertificate({ selfSigned: true })]), policy: site() },
      },
    ],
    blind: [
      { title: 'denied', facts: { certificates: unseen(), policy: site() } },
      { title: 'a part', facts: { certificates: partlySeen([exampleCertificate()]), policy: site() } },
    ],
  },
});

function site() {
  return seen({ ...defaultPolicy, publicNames: ['example.org'] });
}
