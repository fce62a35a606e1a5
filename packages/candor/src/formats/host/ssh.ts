import { createHash } from 'node:crypto';
import { type Parsed, unparseable } from '../../core/parsed.js';
import { MAX_TEXT_CHARS } from '../text/limits.js';
import { type LineReading, readEachLine, settle, WarningList } from '../text/text-lines.js';
import { splitFileSections } from './file-sections.js';

/** A key that may log in (sshd(8), AUTHORIZED_KEYS FILE FORMAT). */
export interface AuthorizedKey {
  readonly path: string | null;
  /** Options such as `from="10.0.0.0/8"` and `command="…"`, in order. */
  readonly options: readonly string[];
  readonly keyType: string;
  /** As `ssh-keygen -l` prints it: `SHA256:` and unpadded base64. */
  readonly fingerprint: string;
  readonly comment: string;
  readonly line: number;
}

const KEY = /(?:^|\s)((?:sk-)?(?:ssh|ecdsa)-[\w@.-]{1,80}) ([A-Za-z0-9+/]{20,20000}={0,2})(?: (.*))?$/;

/** Reads authorized_keys files, alone or with `==> path <==` headers. */
export function readAuthorizedKeys(text: string): Parsed<AuthorizedKey[]> {
  if (text.length > MAX_TEXT_CHARS) return unparseable(`longer than ${MAX_TEXT_CHARS} characters`);
  const keys: AuthorizedKey[] = [];
  const warnings = new WarningList();
  for (const { path, lines } of splitFileSections(text)) {
    for (const { text: raw, line } of lines) {
      const content = raw.trim();
      if (content === '' || content.startsWith('#')) continue;
      const { options, rest } = splitOptions(content.slice(0, 65_536));
      const match = KEY.exec(rest);
      if (match === null) warnings.add(line, 'not a line of authorized_keys');
      else
        keys.push({
          path,
          options,
          keyType: match[1] ?? '',
          fingerprint: keyFingerprint(match[2] ?? ''),
          comment: match[3] ?? '',
          line,
        });
    }
  }
  return settle(keys, warnings);
}

/** Fingerprint of a public key's base64 text, as `ssh-keygen -l -E sha256` prints it. */
export function keyFingerprint(base64: string): string {
  const digest = createHash('sha256').update(Buffer.from(base64, 'base64')).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}

function splitOptions(text: string): { options: string[]; rest: string } {
  if (/^(?:sk-)?(?:ssh|ecdsa)-/.test(text)) return { options: [], rest: text };
  const options: string[] = [];
  let quoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '\\' && quoted) at += 1;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && (char === ',' || char === ' ')) {
      options.push(text.slice(from, at));
      from = at + 1;
      if (char === ' ') return { options, rest: text.slice(from).trim() };
    }
  }
  return { options: [], rest: '' };
}

/** One keyword of `sshd -T`; keywords are lower case and may repeat. */
export interface SshdSetting {
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

/** Reads the effective configuration that `sshd -T` prints. */
export function readSshdConfig(text: string): Parsed<SshdSetting[]> {
  return readEachLine(text, ({ text: content, line }): LineReading<SshdSetting> => {
    const trimmed = content.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return null;
    const gap = trimmed.indexOf(' ');
    const key = (gap < 0 ? trimmed : trimmed.slice(0, gap)).toLowerCase();
    if (!/^[a-z0-9]{2,64}$/.test(key)) return { problem: 'not a line of sshd -T' };
    return { item: { key, value: gap < 0 ? '' : trimmed.slice(gap + 1).trim(), line } };
  });
}
