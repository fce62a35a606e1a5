import { fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import { exampleNow, exampleRef } from '../../core/example.js';
import type { Known } from '../../core/fact.js';
import type { Severity } from '../../core/severity.js';
import type { Certificate } from '../../facts/exposure.js';

/** What is wrong with one certificate. */
export interface CertificateFlaw {
  readonly what: string;
  readonly severity?: Severity;
}

/** One finding for each certificate with a flaw; not applicable where no TLS is terminated. */
export function judgeCertificates(
  fact: Known<readonly Certificate[]>,
  flawOf: (certificate: Certificate, all: readonly Certificate[]) => CertificateFlaw | null,
  none: string,
): readonly Outcome[] {
  const refs = fact.value.map(({ ref }) => ref);
  if (!isNonEmpty(refs)) return [notApplicable(fact.evidence, 'no TLS is terminated on this host')];
  const flaws = fact.value.flatMap((certificate) => {
    const flaw = flawOf(certificate, fact.value);
    return flaw === null ? [] : [{ certificate, flaw }];
  });
  if (flaws.length === 0) return [pass(refs, { what: none })];
  return flaws.map(({ certificate, flaw }) =>
    fail([certificate.ref], {
      subject: `host:${certificate.where}:${certificate.name}`,
      what: flaw.what,
      location: certificate.name,
      ...(flaw.severity === undefined ? {} : { severity: flaw.severity }),
    }),
  );
}

/** A certificate with sixty days left, for examples. */
export function exampleCertificate(change: Partial<Certificate> = {}): Certificate {
  return {
    name: 'example.org',
    where: 'served',
    notAfter: new Date(exampleNow.getTime() + 60 * 86_400_000),
    notBefore: new Date(exampleNow.getTime() - 30 * 86_400_000),
    names: ['example.org'],
    issuer: 'C=US\nO=Example CA\nCN=R1',
    fingerprint: 'aa11',
    selfSigned: false,
    keyType: 'ec',
    keyBits: null,
    ref: exampleRef('tls.certificate'),
    ...change,
  };
}
