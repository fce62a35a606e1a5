import { type Parsed, unparseable } from '../../core/parsed.js';
import { MAX_TEXT_CHARS } from '../text/limits.js';
import type { Lockfile } from './lockfile.js';
import { readNpmLockfile } from './npm-lockfile.js';
import { readPnpmLockfile } from './pnpm-lockfile.js';
import { readYarnLockfile } from './yarn-lockfile.js';

/** Reads any lockfile. The content decides which kind it is; the name only tells npm's hidden lockfile apart. */
export function readLockfile(fileName: string, text: string): Parsed<Lockfile> {
  if (text.length > MAX_TEXT_CHARS) return unparseable(`longer than ${MAX_TEXT_CHARS} characters`);
  if (/^\uFEFF?\s*\{/.test(text)) return readNpmLockfile(fileName, text);
  if (/^\uFEFF?lockfileVersion:/m.test(text)) return readPnpmLockfile(text);
  return readYarnLockfile(text);
}
