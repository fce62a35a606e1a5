import { type Artifact, refTo } from '../../core/evidence.js';
import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import { backportedFixes, hostPackages, packageDeviations, pendingUpdates } from '../../facts/host.js';
import { splitFileSections } from '../../formats/host/file-sections.js';
import {
  readDebianChangelog,
  readDebianPackages,
  readPackageVerify,
  readPendingUpgrades,
} from '../../formats/host/packages.js';
import { artifactLines } from '../artifact-lines.js';
import { defineParser } from '../parser.js';
import { factOf, readArtifacts } from '../readings.js';

/** Installed packages (`dpkg-query -W`). */
export const hostPackagesParser = defineParser(hostPackages, (context) => {
  const readings = readArtifacts(context, 'host.packages', readDebianPackages);
  const items = readings.rows.flatMap(({ artifact, value }) =>
    value.map(({ name, version, line }) => ({ name, version, ref: refTo(artifact, line, `${name} ${version}`) })),
  );
  return factOf(readings, items);
});

/** Files that differ from their package (`dpkg --verify`). */
export const packageDeviationsParser = defineParser(packageDeviations, (context) => {
  const readings = readArtifacts(context, 'host.package-verify', readPackageVerify);
  const items = readings.rows.flatMap(({ artifact, value }) =>
    value.map((file) => ({
      path: file.path,
      config: file.isConfig,
      checksumFailed: file.isChecksumWrong,
      missing: file.isMissing,
      ref: refTo(artifact, file.line, file.path),
    })),
  );
  return factOf(readings, items);
});

/** What `apt-get` ends with, in the C locale that the collectors ask for. */
const aptSummary = /^\d{1,6} upgraded, \d{1,6} newly installed\b/m;

/** The line that the collector writes above the output of `apt-get -s upgrade`. */
const listsLine = /^# package lists updated at (\d{4}-\d\d-\d\dT[\d:.]{1,20}Z)$/;
/** The date of the newest list of the security archive: what such a list offers has waited at least since then. */
const securityLine = /^# security lists made at (\d{4}-\d\d-\d\dT[\d:.]{1,20}Z)$/;

/** Security updates that wait (`apt-get -s upgrade`), and the age of the package lists where it is known. */
export const pendingUpdatesParser = defineParser(pendingUpdates, (context) => {
  const readings = readArtifacts(context, 'host.pending-updates', (text) => {
    const upgrades = readPendingUpgrades(text);
    if (aptSummary.test(text)) return upgrades;
    if (!upgrades.ok || upgrades.value.length === 0) return unparseable('not the output of apt-get -s upgrade');
    return parsed(upgrades.value, [{ line: null, message: 'the summary of apt-get is missing: the list was cut' }]);
  });
  const security = readings.rows.flatMap(({ artifact, value }) =>
    value
      .filter((upgrade) => upgrade.isSecurity)
      .map(({ name, installed, candidate, line }) => ({
        name,
        from: installed,
        to: candidate,
        pendingSince: momentOf(artifact, securityLine),
        knownExploited: false,
        ref: refTo(artifact, line, `${name} ${installed ?? ''} → ${candidate}`),
      })),
  );
  const first = readings.rows[0];
  return factOf(readings, { security, listsUpdatedAt: first ? momentOf(first.artifact, listsLine) : null });
});

/** The moment that a line of the collector's head tells. */
function momentOf(artifact: Artifact, pattern: RegExp): Date | null {
  const line = artifactLines(artifact)
    .slice(0, 50)
    .find((each) => pattern.test(each));
  const date = new Date(pattern.exec(line ?? '')?.[1] ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}

interface Fix {
  readonly package: string;
  readonly cve: string;
  readonly version: string;
  readonly line: number;
}

/** Fixes that the changelogs of installed packages name: `==> /usr/share/doc/PACKAGE/changelog.Debian.gz <==`. */
export const backportedFixesParser = defineParser(backportedFixes, (context) => {
  const readings = readArtifacts(context, 'host.package-changelogs', readFixes);
  const items = readings.rows.flatMap(({ artifact, value }) =>
    value.map(({ line, ...fix }) => ({
      ...fix,
      ref: refTo(artifact, line, `${fix.package} ${fix.version}: ${fix.cve}`),
    })),
  );
  return factOf(readings, items);
});

function readFixes(text: string): Parsed<Fix[]> {
  const fixes: Fix[] = [];
  for (const { path, lines } of splitFileSections(text)) {
    const log = readDebianChangelog(lines.map((line) => line.text).join('\n'));
    if (!log.ok) continue;
    const named = /^\/usr\/share\/doc\/([^/]{1,200})\//.exec(path ?? '')?.[1];
    for (const { source, version, cves, line } of log.value) {
      const place = (lines[0]?.line ?? 1) + line - 1;
      for (const cve of cves) fixes.push({ package: named ?? source, cve, version, line: place });
    }
  }
  return fixes.length === 0 && text.trim() !== '' && !/\([^)]+\)/.test(text)
    ? unparseable('not a Debian changelog')
    : parsed(fixes);
}
