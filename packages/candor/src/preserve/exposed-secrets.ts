import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { isSecretName } from '../collectors/redact/names.js';
import type { Redactor } from '../collectors/redact/redactor.js';

/** One secret that a running process has in reach, by name and fingerprint; its value is never kept. */
export interface ExposedSecret {
  readonly container: string;
  readonly name: string;
  readonly kind: 'environment' | 'file';
  readonly fingerprint: string;
}

const largestSecretBytes = 65_536;
const mostFiles = 200;

/** Secrets in the environment of a running process, and in the files of its `/run/secrets` (Compose, "secrets"). */
export function exposedSecrets(container: string, pid: number, redact: Redactor): ExposedSecret[] {
  return [...fromEnvironment(container, pid, redact), ...fromFiles(container, pid, redact)];
}

function fromEnvironment(container: string, pid: number, redact: Redactor): ExposedSecret[] {
  const entries = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  return entries.flatMap((entry): ExposedSecret[] => {
    const equals = entry.indexOf('=');
    const [name, value] = [entry.slice(0, Math.max(0, equals)), entry.slice(equals + 1)];
    const isLogin = /^[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{1,256}:[^\s/]{1,512}@/i.test(value);
    if (value === '' || /_FILE$/.test(name) || !(isSecretName(name) || isLogin)) return [];
    return [{ container, name, kind: 'environment', fingerprint: redact.secret(value) }];
  });
}

function fromFiles(container: string, pid: number, redact: Redactor): ExposedSecret[] {
  const folder = `/proc/${pid}/root/run/secrets`;
  let names: string[];
  try {
    names = readdirSync(folder).slice(0, mostFiles);
  } catch {
    return []; // most containers have no such folder
  }
  return names.flatMap((name): ExposedSecret[] => {
    const value = readSecretFile(`${folder}/${name}`);
    return value === null ? [] : [{ container, name, kind: 'file', fingerprint: redact.secret(value) }];
  });
}

/** A regular file, never through a link: the container chose what lies there. */
function readSecretFile(path: string): string | null {
  try {
    const handle = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stat = fstatSync(handle);
      return stat.isFile() && stat.size <= largestSecretBytes ? readFileSync(handle, 'utf8').trim() : null;
    } finally {
      closeSync(handle);
    }
  } catch {
    return null; // gone meanwhile, or a link
  }
}

/** How a secret stands after it was rotated. */
export type RotationState = 'new' | 'old' | 'gone';

/** Compares what runs now with the list from before. Two fingerprints can be compared when one host's key made both. */
export function rotationStates(
  before: readonly ExposedSecret[],
  now: readonly ExposedSecret[],
): (ExposedSecret & { readonly state: RotationState })[] {
  return before.map((secret) => {
    const same = now.filter((one) => one.container === secret.container && one.name === secret.name);
    const state =
      same.length === 0 ? 'gone' : same.some((one) => one.fingerprint === secret.fingerprint) ? 'old' : 'new';
    return { ...secret, state };
  });
}
