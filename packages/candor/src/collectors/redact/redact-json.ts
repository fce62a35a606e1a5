import { isSecretName } from './names.js';
import { redactArgv } from './redact-argv.js';
import type { Redactor } from './redactor.js';

const MAX_DEPTH = 40;
const ARGUMENT_LISTS = /^(?:Cmd|Args|Entrypoint|Test|Command)$/;

/**
 * An answer of the Docker API without secrets: `Env` lists by name, argument lists, strings under secret-looking keys
 * (log driver options, labels), and the text rules for the rest.
 */
export function redactJson(value: unknown, redact: Redactor, key = '', depth = 0): unknown {
  if (depth > MAX_DEPTH) return null;
  if (typeof value === 'string') return redactString(value, redact, key);
  if (Array.isArray(value)) return redactList(value, redact, key, depth);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => [name, redactJson(item, redact, name, depth + 1)]);
  return Object.fromEntries(entries);
}

function redactString(text: string, redact: Redactor, key: string): string {
  return isSecretName(key) && /[a-z]/i.test(text) && !/^(?:true|false)$/.test(text)
    ? redact.secret(text)
    : redact.text(text);
}

function redactList(items: readonly unknown[], redact: Redactor, key: string, depth: number): unknown[] {
  const texts = items.filter((item) => typeof item === 'string');
  if (texts.length === items.length && key === 'Env') return texts.flatMap((entry) => envEntry(entry, redact));
  if (texts.length === items.length && ARGUMENT_LISTS.test(key)) return redactArgv(texts, redact);
  return items.map((item) => redactJson(item, redact, key, depth + 1));
}

/**
 * One `NAME=value`. A connection string also gives `NAME#user` and `NAME#password`, each with its own fingerprint, so
 * that "the app logs in as the database's root user" can be judged without any of them in clear (MDB-06, MDB-08).
 */
function envEntry(entry: string, redact: Redactor): string[] {
  const equals = entry.indexOf('=');
  if (equals < 0) return [entry];
  const [name, value] = [entry.slice(0, equals), entry.slice(equals + 1)];
  const login = /^[a-z][a-z0-9+.-]{1,20}:\/\/(?<user>[^\s/:@]{1,256}):(?<password>[^\s/]{1,512})@/i.exec(value)?.groups;
  const owner = name.replace(/#text$/, '');
  const parts = Object.entries(login ?? {}).map(([part, text]) => `${owner}#${part}=${redact.secret(decoded(text))}`);
  return [`${name}=${redact.env(name, value)}`, ...parts];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoded after all: the bytes themselves are the secret.
    return text;
  }
}
