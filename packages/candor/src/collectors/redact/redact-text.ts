import type { Fingerprint } from './fingerprint.js';
import { type TextRule, textRules } from './text-rules.js';

/** Values that only refer to a secret: shell and nginx variables, compose interpolation, masks. A crypt(5) hash (`$6$…`, `$2b$…`) is none. */
const REFERENCE =
  /^(?:\$(?!\d[a-z]?\$|(?:argon2|apr1|y|gy|sha1)\w*\$)|\*{3}|hmac-sha256:|%[A-Z(]|process\.env\b|<redacted)/;

/** Replaces secrets in a free text (logs, configurations, command lines); everything else stays as it is. */
export function redactText(text: string, fingerprint: Fingerprint, rules: readonly TextRule[] = textRules): string {
  let result = text;
  for (const { pattern, accept } of rules) {
    result = result.replace(pattern, (...parts: unknown[]) => {
      const whole = String(parts[0]);
      const secret = secretOf(parts);
      if (REFERENCE.test(secret) || accept?.(secret) === false) return whole;
      return whole.slice(0, whole.length - secret.length) + fingerprint(secret);
    });
  }
  return result;
}

function secretOf(parts: readonly unknown[]): string {
  const groups = parts.at(-1);
  if (typeof groups !== 'object' || groups === null || !('secret' in groups)) return '';
  return String(groups.secret);
}
