import { type Artifact, hasContent, isNonEmpty, refTo } from '../core/evidence.js';
import { type Fact, known, unknown } from '../core/fact.js';
import { parsed } from '../core/parsed.js';
import { type Certificate, certificates } from '../facts/exposure.js';
import { nginxConfig } from '../facts/nginx.js';
import { hostListeners } from '../facts/sockets.js';
import { descendants } from '../formats/nginx/index.js';
import { readCertificates, type TlsCertificate } from '../formats/probes/read-certificates.js';
import { defineParser, type ParseContext } from './parser.js';
import { factOf, readArtifacts } from './readings.js';

/** Leaf certificates on disk and as served. */
export const certificatesParser = defineParser(certificates, (context): Fact<readonly Certificate[]> => {
  const given = context.artifacts('tls.certificate').filter(hasContent);
  const none = given.length === 0 ? provenNone(context) : null;
  if (none) return none;
  const readings = readArtifacts(context, 'tls.certificate', (text, artifact) => {
    const read = readCertificates(text);
    return read.ok
      ? parsed(
          read.value.slice(0, 1).map((leaf) => toCertificate(artifact, leaf)),
          read.warnings,
        )
      : read;
  });
  return factOf(
    readings,
    readings.rows.flatMap(({ value }) => value),
  );
});

function toCertificate(artifact: Artifact, leaf: TlsCertificate): Certificate {
  const { source } = artifact;
  const file = source !== null && 'file' in source ? source.file : null;
  const asked = source !== null && 'api' in source ? (source.api.split(' ').at(-1) ?? '') : '';
  return {
    name: file ?? (asked || (leaf.names[0] ?? leaf.subject)),
    where: file === null ? 'served' : 'disk',
    notAfter: leaf.validTo,
    notBefore: leaf.validFrom,
    names: leaf.names,
    issuer: leaf.issuer,
    fingerprint: leaf.sha256,
    selfSigned: leaf.isSelfSigned,
    keyType: leaf.keyType ?? 'unknown',
    keyBits: leaf.keyBits,
    ref: refTo(artifact, leaf.line),
  };
}

/** No TLS here: nobody listens on 443, and nginx, where there is one, names no certificate. */
function provenNone(context: ParseContext): Fact<readonly Certificate[]> | null {
  const listeners = context.fact(hostListeners);
  const config = context.fact(nginxConfig);
  if (listeners.status !== 'known' || !listeners.complete) return null;
  if (listeners.value.some(({ port }) => port === 443 || port === 8443)) return null;
  if (config.status !== 'known' || !config.complete) return null;
  const named =
    config.value !== null &&
    [...descendants(config.value.model.main)].some(({ own }) => own.some(({ name }) => name === 'ssl_certificate'));
  if (named) return null;
  const evidence = [...listeners.evidence, ...config.evidence];
  return isNonEmpty(evidence) ? known([], evidence, context.now) : unknown('not-collected', 'no certificate was seen');
}
