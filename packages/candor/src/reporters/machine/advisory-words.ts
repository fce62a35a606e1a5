import type { Result } from '../../core/result.js';

/** Names of advisories: CVE (cve.org) and GHSA (GitHub). */
const advisory = /\b(?:CVE-\d{4}-\d{4,7}|GHSA(?:-[23456789cfghjmpqrvwx]{4}){3})\b/g;

/** Advisories that a result is about: named in what it found, or, when it found nothing, in its title and references. */
export function advisoriesOf(result: Result): string[] {
  const own = `${result.title} ${result.what ?? ''}`.match(advisory) ?? [];
  return own.length > 0 ? own : (result.references.join(' ').match(advisory) ?? []);
}

/** The package that a result names first (`next 15.3.2`, `@payloadcms/next 3.45.0`), with its purl. */
export function packageOf(result: Result): { name: string; version: string; purl: string } | null {
  const excerpts = result.evidence.map((ref) => ref.excerpt ?? '');
  for (const text of [...excerpts, result.what ?? '']) {
    const match = /^((?:@[a-z0-9._-]{1,100}\/)?[a-z0-9._-]{1,100}) (\d{1,5}(?:\.\d{1,5}){1,3}[\w.+-]{0,40})/.exec(text);
    const [, name, version] = match ?? [];
    if (name && version) return { name, version, purl: purlOf(name, version) };
  }
  return null;
}

/** Programs of a system, which no npm registry knows. */
const generic = new Set(['nginx', 'mongodb', 'mongod', 'docker', 'runc', 'containerd', 'node', 'openssl', 'linux']);

/** Package URL (purl-spec): npm unless the name is a program of the system. */
function purlOf(name: string, version: string): string {
  const type = generic.has(name) ? 'generic' : 'npm';
  return `pkg:${type}/${name.replace('@', '%40')}@${encodeURIComponent(version)}`;
}
