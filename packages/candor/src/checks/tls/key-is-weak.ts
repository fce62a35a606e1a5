import { defineCheck } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { certificates } from '../../facts/exposure.js';
import { exampleCertificate, judgeCertificates } from './judge-certificates.js';

/** TLS-10: RSA of 2048 bits or more, or an elliptic curve. */
export const keyIsWeak = defineCheck({
  id: 'TLS-10',
  title: 'A certificate has a weak key',
  questions: ['Q1'],
  severity: 'low',
  required: false,
  needs: { certificates },

  decide: ({ certificates: found }) =>
    judgeCertificates(
      found,
      ({ name, keyType, keyBits }) =>
        /^rsa/.test(keyType) && keyBits !== null && keyBits < 2048
          ? { what: `${name}: RSA with ${keyBits} bits` }
          : keyType === 'dsa'
            ? { what: `${name}: DSA` }
            : null,
      'keys are strong',
    ),
  whyItMatters: 'A key of 1024 bits can be computed from the certificate.',
  verifyByHand: 'openssl x509 -in /etc/letsencrypt/live/example.org/cert.pem -noout -text | grep -A1 "Public Key"',
  remediation: {
    text: 'Issue it anew with an elliptic curve key.',
    commands: ['sudo certbot renew --force-renewal --key-type ecdsa'],
  },
  references: ['NIST SP 800-57'],
  examples: {
    pass: [
      { title: 'well', facts: { certificates: seen([exampleCertificate()]) } },
      { title: 'no TLS here', facts: { certificates: seen([], exampleRef('host.sockets')) }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'RSA 1024', facts: { certificates: seen([exampleCertificate({ keyType: 'rsa', keyBits: 1024 })]) } },
    ],
    blind: [
      { title: 'denied', facts: { certificates: unseen() } },
      { title: 'a part', facts: { certificates: partlySeen([exampleCertificate()]) } },
    ],
  },
});
