import semver from 'semver';

/** Longest version text that is read; npm's own limit is 256. */
const longestVersion = 256;

/**
 * The upstream part of a distribution's version: `1:1.22.1-9+deb12u11` → `1.22.1` (deb-version(7)). What the
 * distribution carried back is not in this number; its changelog tells.
 */
export function upstreamVersion(version: string): string {
  const withoutEpoch = version.slice(0, longestVersion).replace(/^\d{1,9}:/, '');
  return /^\d[\d.]*/.exec(withoutEpoch)?.[0].replace(/\.$/, '') ?? withoutEpoch;
}

/** `v1.2`, `20.10.24+dfsg1`, `8.2` as full semver text; null when there is no version in it. */
export function fullVersion(version: string): string | null {
  const text = version.trim().slice(0, longestVersion);
  return semver.valid(text, { loose: true }) ?? semver.coerce(upstreamVersion(text.replace(/^v/, '')))?.version ?? null;
}

/** True for a full `x.y.z`; `8.2` or `18` (an image's tag) names a line and leaves the patch open. */
export function isExactVersion(version: string): boolean {
  return /^v?\d{1,9}\.\d{1,9}\.\d{1,9}/.test(version.trim());
}
