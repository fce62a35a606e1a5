import { type Parsed, parsed } from '../../core/parsed.js';
import { fieldsOf, type LineReading, readEachLine, textLines } from '../text/text-lines.js';

/** A package of `dpkg-query -W`. */
export interface DebianPackage {
  readonly name: string;
  readonly architecture: string | null;
  readonly version: string;
  readonly line: number;
}

/** Reads `dpkg-query -W`: name (with `:arch` at times), a tab, version. */
export function readDebianPackages(text: string): Parsed<DebianPackage[]> {
  return readEachLine(text, ({ text: content, line }): LineReading<DebianPackage> => {
    if (content.trim() === '') return null;
    const [fullName = '', version] = fieldsOf(content);
    const [name = '', architecture = null] = fullName.split(':');
    // A package that was removed but not purged has a name and no version.
    if (version === undefined) return /\t$/.test(content) ? null : { problem: 'not a line of dpkg-query -W' };
    if (!/^[a-z0-9][a-z0-9+.-]{0,200}$/.test(name)) return { problem: 'not a line of dpkg-query -W' };
    return { item: { name, architecture, version, line } };
  });
}

/** A file that differs from its package (`dpkg --verify`). */
export interface ChangedPackageFile {
  readonly path: string;
  readonly isMissing: boolean;
  readonly isChecksumWrong: boolean;
  readonly isConfig: boolean;
  readonly line: number;
}

/** Reads `dpkg --verify`: lines such as `??5??????   /usr/bin/x` and `missing     /usr/bin/y`. */
export function readPackageVerify(text: string): Parsed<ChangedPackageFile[]> {
  return readEachLine(text, ({ text: content, line }): LineReading<ChangedPackageFile> => {
    if (content.trim() === '') return null;
    const match = /^(missing|[?.\dA-Z]{9})\s{1,20}(c )?\s{0,5}(\/.*)$/.exec(content);
    if (match === null) return { problem: 'not a line of dpkg --verify' };
    const path = (match[3] ?? '').replace(/ \(.{1,200}\)$/, '');
    const isChecksumWrong = (match[1] ?? '').charAt(2) === '5';
    return {
      item: { path, isMissing: match[1] === 'missing', isChecksumWrong, isConfig: match[2] !== undefined, line },
    };
  });
}

/** An upgrade that `apt-get -s upgrade` would install. */
export interface PendingUpgrade {
  readonly name: string;
  readonly installed: string | null;
  readonly candidate: string;
  /** Where it would come from, such as `Debian-Security:12/stable-security [amd64]`. */
  readonly origin: string;
  readonly isSecurity: boolean;
  readonly line: number;
}

/** Reads the `Inst …` lines of `apt-get -s upgrade`; everything else it prints is passed over. */
export function readPendingUpgrades(text: string): Parsed<PendingUpgrade[]> {
  return readEachLine(text, ({ text: content, line }): LineReading<PendingUpgrade> => {
    if (!content.startsWith('Inst ')) return null;
    const match = /^Inst (\S{1,200})(?: \[([^\]\s]{1,200})\])? \((\S{1,200}) ([^)]{0,500})/.exec(content);
    if (match === null) return { problem: 'not an Inst line of apt-get' };
    const origin = match[4] ?? '';
    const isSecurity = /-?security/i.test(origin);
    return {
      item: { name: match[1] ?? '', installed: match[2] ?? null, candidate: match[3] ?? '', origin, isSecurity, line },
    };
  });
}

/** One version of a Debian changelog with the CVE ids that its entry names. */
export interface ChangelogVersion {
  readonly source: string;
  readonly version: string;
  readonly distribution: string;
  readonly cves: readonly string[];
  readonly line: number;
}

/** Reads a Debian changelog (deb-changelog(5)), newest version first. */
export function readDebianChangelog(text: string): Parsed<ChangelogVersion[]> {
  const versions: (Omit<ChangelogVersion, 'cves'> & { cves: Set<string> })[] = [];
  for (const { text: content, line } of textLines(text)) {
    const head = /^([a-z0-9][a-z0-9+.-]{0,200}) \(([^)\s]{1,200})\) ([^;]{1,200});/.exec(content);
    if (head !== null)
      versions.push({
        source: head[1] ?? '',
        version: head[2] ?? '',
        distribution: head[3] ?? '',
        cves: new Set(),
        line,
      });
    for (const match of content.matchAll(/\bCVE-\d{4}-\d{4,7}\b/g)) versions.at(-1)?.cves.add(match[0]);
  }
  if (versions.length === 0 && text.trim() !== '') return { ok: false, line: 1, reason: 'not a Debian changelog' };
  return parsed(versions.map((version) => ({ ...version, cves: [...version.cves] })));
}
