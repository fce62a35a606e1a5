import { X509Certificate } from 'node:crypto';
import { type Parsed, unparseable } from '../../core/parsed.js';
import { MAX_TEXT_CHARS } from '../text/limits.js';
import { settle, textLines, WarningList } from '../text/text-lines.js';

/** An X.509 certificate of a PEM text. */
export interface TlsCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly isSelfSigned: boolean;
  /** Names and addresses of subjectAltName. */
  readonly names: readonly string[];
  readonly validFrom: Date;
  readonly validTo: Date;
  /** SHA-256 of the certificate, hexadecimal, lower case. */
  readonly sha256: string;
  readonly keyType: string | null;
  readonly keyBits: number | null;
  readonly line: number;
}

/** Longest PEM block that is read, in lines; a chain's certificate has under 100. */
const MAX_PEM_LINES = 2_000;

/** Reads the certificates of a PEM text, leaf first as servers send them; other PEM blocks are passed over. */
export function readCertificates(text: string): Parsed<TlsCertificate[]> {
  if (text.length > MAX_TEXT_CHARS) return unparseable(`longer than ${MAX_TEXT_CHARS} characters`);
  const certificates: TlsCertificate[] = [];
  const warnings = new WarningList();
  let open: { line: number; parts: string[] } | null = null;
  for (const { text: content, line } of textLines(text)) {
    if (content.trim() === '-----BEGIN CERTIFICATE-----') open = { line, parts: [] };
    open?.parts.push(content);
    if (open !== null && (content.trim() === '-----END CERTIFICATE-----' || open.parts.length > MAX_PEM_LINES)) {
      const certificate = readCertificate(open.parts.join('\n'), open.line);
      if (certificate === null) warnings.add(open.line, 'not an X.509 certificate');
      else certificates.push(certificate);
      open = null;
    }
  }
  if (open !== null) warnings.add(open.line, 'certificate without an end');
  if (certificates.length === 0 && warnings.first() === null) return unparseable('no certificate');
  return settle(certificates, warnings);
}

function readCertificate(pem: string, line: number): TlsCertificate | null {
  try {
    return describe(new X509Certificate(pem), line);
  } catch {
    // node:crypto throws for every malformed certificate; which part is wrong does not matter here.
    return null;
  }
}

function describe(certificate: X509Certificate, line: number): TlsCertificate {
  const key = certificate.publicKey;
  return {
    subject: certificate.subject,
    issuer: certificate.issuer,
    isSelfSigned: certificate.issuer === certificate.subject && certificate.verify(key),
    names: [...(certificate.subjectAltName ?? '').matchAll(/(?:DNS|IP Address):([^,"\s]{1,255})/g)].map(
      (match) => match[1] ?? '',
    ),
    validFrom: new Date(certificate.validFrom),
    validTo: new Date(certificate.validTo),
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    keyType: key.asymmetricKeyType ?? null,
    keyBits: key.asymmetricKeyDetails?.modulusLength ?? null,
    line,
  };
}
