import { createHmac } from 'node:crypto';
import { strengthOf } from './strength.js';

/** Turns a secret into `hmac-sha256:<12 hex>:<length>:<weak|example|strong>` (evidence.md, Redaction). */
export type Fingerprint = (secret: string) => string;

const ALREADY = /^(?:hmac-)?sha256:[0-9a-f]{12}:\d{1,9}(?::(?:weak|example|strong))?$/;

/** True for a value that is redacted already. */
export function isFingerprint(text: string): boolean {
  return ALREADY.test(text);
}

/** Fingerprints with a key that stays on this host; redacting twice changes nothing. */
export function createFingerprint(key: Buffer): Fingerprint {
  return (secret) => {
    if (secret === '' || isFingerprint(secret)) return secret;
    const digest = createHmac('sha256', key).update(secret).digest('hex').slice(0, 12);
    return `hmac-sha256:${digest}:${[...secret].length}:${strengthOf(secret)}`;
  };
}
