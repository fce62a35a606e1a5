import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CandorError } from '../core/errors.js';
import { version } from '../core/version.js';
import type { EvidenceFolder, KeptPiece } from './evidence-folder.js';

/** What was kept, of what, when, by whom. */
export interface EvidenceManifest {
  readonly format: 'candor-preserved/1';
  readonly subject: string;
  readonly host: string;
  readonly at: string;
  readonly by: string;
  readonly candorVersion: string;
  readonly pieces: readonly KeptPiece[];
}

const manifestName = 'manifest.json';
const signatureName = 'manifest.sig';
const publicKeyName = 'manifest.pub.pem';
const keyName = 'evidence.key.pem';

/**
 * Writes the manifest and signs it (Ed25519) with this host's key. The signature shows later changes by whoever lacks the
 * key; whoever was root on the host at the time could have had it, so the manifest's hash belongs elsewhere too.
 */
export function signManifest(
  folder: EvidenceFolder,
  about: Pick<EvidenceManifest, 'subject' | 'host' | 'by'> & { readonly at: Date },
  keyFolder: string,
): { readonly sha256: string } {
  const manifest: EvidenceManifest = {
    format: 'candor-preserved/1',
    ...about,
    at: about.at.toISOString(),
    candorVersion: version,
    pieces: folder.pieces,
  };
  const bytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  const key = createPrivateKey(signingKey(keyFolder));
  const options = { mode: 0o600, flag: 'wx' } as const;
  writeFileSync(join(folder.path, manifestName), bytes, options);
  writeFileSync(join(folder.path, signatureName), sign(null, bytes, key).toString('base64'), options);
  writeFileSync(
    join(folder.path, publicKeyName),
    createPublicKey(key).export({ type: 'spki', format: 'pem' }),
    options,
  );
  return { sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** What is not as it was kept; an empty list means that signature and every hash hold. */
export function verifyEvidence(path: string): {
  readonly manifest: EvidenceManifest;
  readonly problems: readonly string[];
} {
  const bytes = readPart(path, manifestName);
  const problems: string[] = [];
  const signature = Buffer.from(readPart(path, signatureName).toString(), 'base64');
  if (!verify(null, bytes, createPublicKey(readPart(path, publicKeyName)), signature))
    problems.push('the manifest was changed after it was signed');
  const manifest = JSON.parse(bytes.toString()) as EvidenceManifest; // a changed one is named above
  for (const piece of manifest.pieces) {
    if (piece.file === null) continue;
    const place = join(path, piece.file);
    if (!place.startsWith(join(path, '/')) || !existsSync(place)) problems.push(`${piece.file} is missing`);
    else if (createHash('sha256').update(readFileSync(place)).digest('hex') !== piece.sha256)
      problems.push(`${piece.file} was changed`);
  }
  return { manifest, problems };
}

function readPart(path: string, name: string): Buffer {
  try {
    return readFileSync(join(path, name));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'failed';
    throw new CandorError('INPUT_INVALID', `${join(path, name)} cannot be read: ${code}`, {
      hint: 'name a folder that candor evidence preserve made',
    });
  }
}

function signingKey(folder: string): Buffer | string {
  const path = join(folder, keyName);
  if (existsSync(path)) return readFileSync(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(path, pem, { mode: 0o600, flag: 'wx' });
  return pem;
}
