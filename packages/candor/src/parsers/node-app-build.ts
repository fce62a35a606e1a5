import { type Artifact, refTo } from '../core/evidence.js';
import type { Parsed } from '../core/parsed.js';
import type { NodeApp } from '../facts/app.js';
import { readJsonLines } from '../formats/text/json-lines.js';
import { dateOrNull, filledOrNull, member, numberOrNull } from '../formats/text/json-values.js';

/**
 * One file of `app.build`, Candor's NDJSON: `path` below the app's folder, `mtime`, `sha256`, `expectedSha256` (what
 * the build's manifest or the image says), and for Next's vendored React decoder `version` and how often
 * `hasOwnProperty` occurs (advisories.md: 2 in 15.3.2, 5 in 15.3.6).
 */
export interface BuildFile {
  readonly path: string;
  readonly mtime: Date | null;
  readonly sha256: string | null;
  readonly expectedSha256: string | null;
  readonly version: string | null;
  readonly hasOwnProperty: number | null;
  readonly line: number;
}

/** Lines of `app.build`. */
export function readBuildFiles(text: string): Parsed<BuildFile[]> {
  return readJsonLines(
    text,
    ({ object, line }) => {
      const path = filledOrNull(member(object, 'path'));
      if (path === null) return null;
      return {
        path,
        mtime: dateOrNull(member(object, 'mtime')),
        sha256: filledOrNull(member(object, 'sha256')),
        expectedSha256: filledOrNull(member(object, 'expectedSha256')),
        version: filledOrNull(member(object, 'version')),
        hasOwnProperty: numberOrNull(member(object, 'hasOwnProperty')),
        line,
      };
    },
    'file without a path',
  );
}

/** Occurrences of `hasOwnProperty` from which the decoder checks own properties (15.3.6 has 5, 15.3.2 has 2). */
const hardenedFrom = 5;

/** The vendored decoder among the files of a build; null when it was not read. */
export function decoderOf(artifact: Artifact, files: readonly BuildFile[]): NodeApp['vendoredDecoder'] {
  const file = files.find((each) => each.path.includes('compiled/react-server-dom-webpack'));
  if (file === undefined) return null;
  return {
    version: file.version,
    hardened: file.hasOwnProperty === null ? null : file.hasOwnProperty >= hardenedFrom,
    ref: refTo(artifact, file.line, file.path),
  };
}

/** Newest change of next's package or of the build's id; null when neither was read. */
export function newestChange(files: readonly BuildFile[]): Date | null {
  const times = files
    .filter((each) => /node_modules\/next\/package\.json$|\.next\/BUILD_ID$/.test(each.path))
    .flatMap((each) => (each.mtime === null ? [] : [each.mtime.getTime()]));
  return times.length === 0 ? null : new Date(Math.max(...times));
}
