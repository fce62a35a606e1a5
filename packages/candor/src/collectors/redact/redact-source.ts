import type { Fingerprint } from './fingerprint.js';

/**
 * String literals that stand for a secret in program text: `secret: 'x'`, `PASSWORD = "x"`,
 * `process.env.PAYLOAD_SECRET || 'x'`. The fallback itself is a finding (PAY-02), so the literal stays a literal.
 */
const LITERAL =
  /((?:secret|password|passwd|passphrase|token|api_?key|private_?key|credential|database_?ur[il]|mongo\w{0,10}ur[il])\w{0,40}["']?\]?!?\s{0,4}(?:[:=](?![=>])|\|\||\?\?)\s{0,20}(?:[\w.$[\]'"!]{1,120}\s{0,4}(?:\|\||\?\?)\s{0,20})?)(["'`])([^"'`\r\n]{1,4096})\2/gi;

/** Names of field types and the like that follow such a word in ordinary configuration. */
const ORDINARY = /^(?:text|string|password|email|hidden|bearer|jwt|[a-z]{1,12})$/;

/** Source text of an app without secrets in its literals; lines and columns before them stay. */
export function redactSource(text: string, fingerprint: Fingerprint): string {
  return text.replace(LITERAL, (whole: string, before: string, quote: string, literal: string) =>
    ORDINARY.test(literal) && !/secret|passw/i.test(before.slice(0, 40))
      ? whole
      : `${before}${quote}${fingerprint(literal)}${quote}`,
  );
}
