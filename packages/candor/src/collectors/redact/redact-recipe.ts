import { posix } from 'node:path';
import { isSecretName } from './names.js';
import type { Redactor } from './redactor.js';

const NPMRC_LINE = /^(?<head>\s{0,40}(?<key>[^=\s]{1,300})\s{0,10}=\s{0,10})(?<value>\S.*)$/;
const NPMRC_SECRET = /_auth|_password|token|secret/i;
/** `ENV NAME=value`, `ARG NAME=value`, the older `ENV NAME value`, and further pairs of the same line. */
const DOCKER_PAIR =
  /(?<name>\b[A-Za-z_]\w{0,200})(?<between>=|(?<=^\s{0,40}ENV\s{1,40}\w{1,200})\s{1,40})(?<value>"[^"]{0,4096}"|'[^']{0,4096}'|\S{1,4096})/gi;

/** `.npmrc`, `.dockerignore` and Dockerfiles without their secrets; the number of lines stays. */
export function redactRecipe(path: string, text: string, redact: Redactor): string {
  const lines = text.split('\n');
  if (posix.basename(path) === '.npmrc') return lines.map((line) => npmrcLine(line, redact)).join('\n');
  return redact.text(lines.map((line) => dockerLine(line, redact)).join('\n'));
}

/** A reference such as `${NPM_TOKEN}` says where the secret comes from and stays. */
function npmrcLine(line: string, redact: Redactor): string {
  const found = NPMRC_LINE.exec(line)?.groups;
  if (found?.key === undefined || !NPMRC_SECRET.test(found.key) || isReference(found.value ?? '')) {
    return redact.shapes(line);
  }
  return `${found.head}${redact.secret((found.value ?? '').trim())}`;
}

function dockerLine(line: string, redact: Redactor): string {
  if (!/^\s{0,40}(?:ENV|ARG)\s/i.test(line) && !/^\s{1,40}[A-Za-z_]\w{0,200}=/.test(line)) return line;
  return line.replace(DOCKER_PAIR, (whole: string, name: string, between: string, value: string) =>
    isSecretName(name) && !isReference(unquoted(value)) ? `${name}${between}${redact.secret(unquoted(value))}` : whole,
  );
}

function unquoted(value: string): string {
  return value.replace(/^(["'])(.*)\1$/, '$2');
}

function isReference(value: string): boolean {
  return /^\$(?:\{\w{1,200}\}|\w{1,200})$/.test(value.trim());
}
