import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { errorCode } from '../env/error-code.js';

const NAME = 'redaction.key';
const KEY_BYTES = 32;

/** The key of this host's redaction, and whether the next capture will have the same one. */
export interface RedactionKey {
  readonly key: Buffer;
  readonly persistent: boolean;
}

/**
 * Reads the key from the state folder, or makes one there (0600, folder 0700). Where that is not possible the key is
 * random for this run: nothing leaks, but two captures cannot be compared.
 */
export async function loadRedactionKey(
  folder: string,
  random: (size: number) => Buffer = randomBytes,
): Promise<RedactionKey> {
  const path = `${folder}/${NAME}`;
  const found = (await readKey(path)) ?? (await makeKey(folder, path, random));
  return found === null ? { key: random(KEY_BYTES), persistent: false } : { key: found, persistent: true };
}

async function readKey(path: string): Promise<Buffer | null> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(KEY_BYTES), 0, KEY_BYTES, 0);
      return bytesRead === KEY_BYTES ? buffer : null;
    } finally {
      await file.close();
    }
  } catch {
    // Not there, or not ours to read: the caller makes one or goes without.
    return null;
  }
}

async function makeKey(folder: string, path: string, random: (size: number) => Buffer): Promise<Buffer | null> {
  const key = random(KEY_BYTES);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(key);
    await file.close();
    return key;
  } catch (error) {
    // Another run made it in the meantime; anything else means that no key can be kept here.
    return errorCode(error) === 'EEXIST' ? readKey(path) : null;
  }
}
