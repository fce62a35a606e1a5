import { isFingerprint } from './fingerprint.js';
import { isClearName } from './names.js';
import type { EnvRedaction } from './redact-env-file.js';

const REFERENCE =
  /\$\{(?<name>[A-Za-z_]\w{0,200})(?:(?<operator>:?[-+])(?<fallback>[^{}]{0,4096})|:?\?[^{}]{0,4096})?\}|\$[A-Za-z_]\w{0,200}/g;

/**
 * A value of a compose file: references stay (they say where the secret comes from), the fixed text around them and
 * the defaults inside them are redacted.
 */
export function redactTemplate(name: string, value: string, redact: EnvRedaction): string {
  if (isClearName(name) || isFingerprint(value)) return value;
  let result = '';
  let position = 0;
  for (const match of value.matchAll(REFERENCE)) {
    result += fixed(name, value.slice(position, match.index), redact) + reference(name, match, redact);
    position = match.index + match[0].length;
  }
  return result + fixed(name, value.slice(position), redact);
}

function fixed(name: string, text: string, redact: EnvRedaction): string {
  return text.trim() === '' ? text : redact(name, text);
}

function reference(name: string, match: RegExpMatchArray, redact: EnvRedaction): string {
  const { operator, fallback = '' } = match.groups ?? {};
  if (operator === undefined || fallback === '' || fallback.startsWith('$')) return match[0];
  return `\${${match.groups?.name}${operator}${redact(name, fallback)}}`;
}
