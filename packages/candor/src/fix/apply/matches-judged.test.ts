import { describe, expect, test } from 'vitest';
import { redactCompose } from '../../collectors/redact/redact-compose.js';
import { redactEnvFile } from '../../collectors/redact/redact-env-file.js';
import { createRedactor } from '../../collectors/redact/redactor.js';
import { matchesJudged } from './matches-judged.js';

const redact = createRedactor(Buffer.alloc(32, 7));
const env = (name: string, value: string) => redact.env(name, value);
const other = (text: string) => redact.text(text);

const files: readonly [string, string][] = [
  [
    'a mapping',
    'services:\n  app:\n    environment:\n      PAYLOAD_SECRET: 3f9a8b7c6d5e4f\n      PORT: "3000"\n    ports: ["3000:3000"]\n',
  ],
  [
    'a list',
    'services:\n  app:\n    environment:\n      - PAYLOAD_SECRET=3f9a8b7c6d5e4f\n      - "DATABASE_URI=mongodb://app:hunter22@mongo/site" # db\n',
  ],
  [
    'several lines',
    'services:\n  app:\n    environment:\n      KEY: |\n        -----BEGIN\n        abc\n      PORT: 1\n    image: a\n',
  ],
  ['carriage returns', 'services:\r\n  app:\r\n    environment:\r\n      A_SECRET: abc123def\r\n    image: a\r\n'],
  ['no secret', 'services:\n  app:\n    image: a\n'],
  [
    'a connection string in a command',
    'services:\n  app:\n    command: run --db mongodb://app:hunter22@mongo/site --port 1\n',
  ],
];

describe('the file on the disk and the judged one', () => {
  test.each(files)('%s: redaction is no change', (_name, text) => {
    expect(matchesJudged(text, redactCompose(text, env, other))).toBe(true);
  });

  test.each(files)('%s: another line is one', (_name, text) => {
    const judged = redactCompose(text, env, other);
    expect(matchesJudged(`${text}\n# new`, judged)).toBe(false);
    expect(matchesJudged(text.replace('app:', 'web:'), judged)).toBe(false);
    expect(matchesJudged(text.split('\n').toReversed().join('\n'), judged)).toBe(false);
  });

  test('an env file', () => {
    const text = '# mail\nSMTP_PASSWORD="a b c 1"\nPORT=3000\n';
    const judged = redactEnvFile(text, env, other);
    expect(matchesJudged(text, judged)).toBe(true);
    expect(matchesJudged(text.replace('SMTP_', 'IMAP_'), judged)).toBe(false);
    expect(matchesJudged(text.replace('# mail', '# post'), judged)).toBe(false);
  });
});
