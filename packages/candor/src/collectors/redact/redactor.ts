import { createFingerprint } from './fingerprint.js';
import { isClearName, isSecretName } from './names.js';
import { redactSource } from './redact-source.js';
import { redactText } from './redact-text.js';
import { strengthOf } from './strength.js';
import { shapeRules, sourceRules } from './text-rules.js';

/** Takes secrets out of everything that is collected (evidence.md, Redaction). */
export interface Redactor {
  /** An environment variable's value; clear for the few names that may be. */
  env(name: string, value: string): string;
  /** A value that is a secret by its place. */
  secret(value: string): string;
  /** Free text: logs, configurations, command lines. */
  text(text: string): string;
  /** The same for bytes of unknown encoding, which stay as they are otherwise. */
  bytes(bytes: Buffer): Buffer;
  /** Only secrets that show by their own shape: for lock files, where `js-tokens: 4.0.0` is no secret. */
  shapes(text: string): string;
  /** Program text of the app. */
  source(text: string): string;
  /** Removes every secret met so far, wherever it stands. */
  sweep(bytes: Buffer): Buffer;
}

/** Shorter ones are words of other texts too. */
const MIN_SWEPT_LENGTH = 8;
const MAX_SWEPT = 500;

/** A redactor with a key that never leaves this host. */
export function createRedactor(key: Buffer): Redactor {
  const fingerprint = createFingerprint(key);
  const met = new Set<string>();
  const secret = (value: string) => {
    const strong = strengthOf(value) === 'strong' || /\d/.test(value) || /[A-Z].*[a-z]|[a-z].*[A-Z]/.test(value);
    if (value.length >= MIN_SWEPT_LENGTH && value.length <= 4096 && strong && met.size < MAX_SWEPT) met.add(value);
    return fingerprint(value);
  };
  const text = (input: string) => redactText(input, fingerprint);
  const latin1 = (value: string) => fingerprint(Buffer.from(value, 'latin1').toString());
  return {
    env(name, value) {
      if (isClearName(name)) return text(value);
      const password = /^[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{0,256}:([^\s/]{1,512})@/i.exec(value)?.[1];
      if (password !== undefined) secret(password);
      return isSecretName(name) ? secret(value) : fingerprint(value);
    },
    secret,
    text,
    bytes: (bytes) => Buffer.from(redactText(bytes.toString('latin1'), latin1), 'latin1'),
    shapes: (input) => redactText(input, fingerprint, shapeRules),
    source: (input) => redactText(redactSource(input, fingerprint), fingerprint, sourceRules),
    sweep: (bytes) => sweepSecrets(bytes, met, fingerprint),
  };
}

function sweepSecrets(bytes: Buffer, secrets: ReadonlySet<string>, fingerprint: (secret: string) => string): Buffer {
  let result = bytes;
  for (const secret of [...secrets].sort((a, b) => b.length - a.length)) {
    if (!result.includes(secret)) continue;
    const text = result.toString('latin1');
    const spelt = Buffer.from(secret).toString('latin1');
    result = Buffer.from(
      text.replaceAll(spelt, () => fingerprint(secret)),
      'latin1',
    );
  }
  return result;
}
