import { defineCheck } from '../../core/check.js';
import { exampleNow, exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { type Fact, valueIfKnown } from '../../core/fact.js';
import { type Certificate, certificates } from '../../facts/exposure.js';
import { type SystemdTimer, systemdTimers } from '../../facts/host-settings.js';
import { exampleCertificate, judgeCertificates } from './judge-certificates.js';
import { exampleTimer, renewsCertificates } from './renewal.js';

const dayMs = 86_400_000;
const marginDays = 14;

/** The certificate on disk for the same names that is newer than the one that is served: nginx was not reloaded. */
function newerOnDisk(served: Certificate, all: readonly Certificate[]): Certificate | undefined {
  const names = [...served.names].sort().join(' ');
  return all.find(
    ({ where, names: own, notBefore, fingerprint }) =>
      where === 'disk' &&
      fingerprint !== served.fingerprint &&
      notBefore > served.notBefore &&
      [...own].sort().join(' ') === names,
  );
}

/** Fourteen days, or a third of the life of a certificate that lives for days only (RFC 8739). */
function marginMs({ notAfter, notBefore }: Certificate): number {
  return Math.min(marginDays * dayMs, (notAfter.getTime() - notBefore.getTime()) / 3);
}

/** A timer for renewals is planned and ran within two days. */
function isRenewed(timers: Fact<readonly SystemdTimer[]>, now: Date): boolean {
  return (valueIfKnown(timers) ?? []).some(
    ({ unit, planned, lastRunAt }) =>
      renewsCertificates(unit) && planned && lastRunAt !== null && now.getTime() - lastRunAt.getTime() < 2 * dayMs,
  );
}

/** TLS-01: certificates hold for 14 more days, and what is served is what lies on the disk. */
export const certificateEndsSoon = defineCheck({
  id: 'TLS-01',
  title: 'A certificate has ended or ends soon',
  questions: ['Q1'],
  severity: 'high',
  required: true,
  needs: { certificates },
  uses: { timers: systemdTimers },
  decide: ({ certificates: found, timers }, { now }) =>
    judgeCertificates(
      found,
      (certificate, all) => {
        const days = Math.floor((certificate.notAfter.getTime() - now.getTime()) / dayMs);
        const date = certificate.notAfter.toISOString().slice(0, 10);
        if (certificate.notAfter.getTime() - now.getTime() < marginMs(certificate)) {
          // A file that is not served harms nobody; one that a working timer renews needs nobody.
          const waits = days >= 0 && isRenewed(timers, now);
          const severity = certificate.where === 'served' && !waits ? 'high' : 'medium';
          return {
            what: `the ${certificate.where === 'served' ? 'served' : 'stored'} certificate of ${certificate.name} ${days < 0 ? 'ended' : 'ends'} on ${date}`,
            severity,
          };
        }
        if (certificate.where !== 'served') return null;
        const newer = newerOnDisk(certificate, all);
        return newer
          ? { what: `${certificate.name} is served with an older certificate than ${newer.name}`, severity: 'medium' }
          : null;
      },
      `${found.value.length} certificate(s) hold for ${marginDays} days or more`,
    ),
  whyItMatters: 'An ended certificate closes the site for everybody, and teaches people to click warnings away.',
  verifyByHand:
    'echo | openssl s_client -connect 127.0.0.1:443 -servername example.org 2>/dev/null | openssl x509 -noout -enddate -fingerprint',
  remediation: {
    text: 'Renew, then reload nginx so that the new one is served.',
    commands: ['sudo certbot renew', 'sudo systemctl reload nginx'],
  },
  references: ['letsencrypt.org/docs/faq'],
  examples: {
    pass: [
      {
        title: 'sixty days',
        facts: {
          certificates: seen([exampleCertificate(), exampleCertificate({ where: 'disk', name: '/etc/ssl/site.pem' })]),
        },
      },
      {
        title: 'one that lives for six days, half of them left',
        facts: {
          certificates: seen([
            exampleCertificate({
              notBefore: new Date(exampleNow.getTime() - 3 * dayMs),
              notAfter: new Date(exampleNow.getTime() + 3 * dayMs),
            }),
          ]),
        },
      },
      { title: 'no TLS here', facts: { certificates: seen([], exampleRef('host.sockets')) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'in a week',
        facts: { certificates: seen([exampleCertificate({ notAfter: new Date(exampleNow.getTime() + 7 * dayMs) })]) },
      },
      {
        title: 'in a week, and its timer works',
        facts: {
          certificates: seen([exampleCertificate({ notAfter: new Date(exampleNow.getTime() + 7 * dayMs) })]),
          timers: seen([exampleTimer()]),
        },
      },
      {
        title: 'ended',
        facts: { certificates: partlySeen([exampleCertificate({ notAfter: new Date('2026-01-01') })]) },
      },
      {
        title: 'renewed, not reloaded',
        facts: {
          certificates: seen([
            exampleCertificate(),
            exampleCertificate({
              where: 'disk',
              name: '/etc/ssl/site.pem',
              fingerprint: 'bb',
              notBefore: new Date(exampleNow.getTime() - dayMs),
            }),
          ]),
        },
      },
    ],
    blind: [
      { title: 'denied', facts: { certificates: unseen() } },
      { title: 'a part', facts: { certificates: partlySeen([exampleCertificate()]) } },
      { title: 'perhaps none', facts: { certificates: partlySeen([]) } },
    ],
  },
});
