import { appendFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EvidenceFolder, fileNameOf } from './evidence-folder.js';
import { signManifest, verifyEvidence } from './manifest.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'candor-evidence-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function kept(): EvidenceFolder {
  const folder = new EvidenceFolder(join(root, 'kept'));
  writeFileSync(join(root, 'a'), 'bytes');
  folder.copy('files/a', join(root, 'a'));
  folder.addText('b.txt', 'api', 'text');
  signManifest(folder, { subject: 's', host: 'h', by: 'me', at: new Date(0) }, join(root, 'keys'));
  return folder;
}

describe('preserved evidence', () => {
  it('holds as it was kept', () => {
    expect(verifyEvidence(kept().path).problems).toEqual([]);
  });

  it.each<[string, (path: string) => void, RegExp]>([
    ['a changed file', (path) => appendFileSync(join(path, 'b.txt'), 'x'), /b\.txt was changed/],
    ['a removed file', (path) => rmSync(join(path, 'files/a')), /files\/a is missing/],
    [
      'a changed manifest',
      (path) =>
        writeFileSync(
          join(path, 'manifest.json'),
          readFileSync(join(path, 'manifest.json'), 'utf8').replace('"me"', '"you"'),
        ),
      /changed after it was signed/,
    ],
  ])('notices %s', (_, change, problem) => {
    const { path } = kept();
    change(path);
    expect(verifyEvidence(path).problems.join()).toMatch(problem);
  });

  it('follows no link, keeps nothing outside of its folder, and says so', () => {
    const folder = new EvidenceFolder(join(root, 'kept'));
    symlinkSync('/etc/hostname', join(root, 'link'));
    folder.copy('x', join(root, 'link'));
    folder.copy('y', root);
    folder.addText('../outside.txt', 'api', 'text');
    expect(folder.pieces.map((piece) => piece.file)).toEqual([null, null, null]);
  });

  it.each([
    ['../../etc/passwd', 'etc_passwd'],
    ['a b\u001b[31m', 'a_b_31m'],
    ['..', 'unnamed'],
  ])('makes a harmless file name of %j', (name, safe) => {
    expect(fileNameOf(name)).toBe(safe);
  });
});
