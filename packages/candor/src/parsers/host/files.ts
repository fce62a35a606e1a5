import { refTo } from '../../core/evidence.js';
import type { Parsed } from '../../core/parsed.js';
import { secretFiles, strayExecutables } from '../../facts/host.js';
import { isSuspiciousPlace } from '../../formats/shell/suspicious-place.js';
import { readJsonLines } from '../../formats/text/json-lines.js';
import { booleanOrNull, filledOrNull, type JsonObject, member, numberOrNull } from '../../formats/text/json-values.js';
import { defineParser, type ParseContext } from '../parser.js';
import { factOf, readArtifacts } from '../readings.js';

/** A line of `host.files`: `kind` is `secret`, `stray` or `running`; texts made by hand may leave it out. */
interface HostFile {
  readonly kind: string | null;
  readonly path: string;
  readonly object: JsonObject;
  readonly line: number;
}

function readHostFiles(text: string): Parsed<HostFile[]> {
  return readJsonLines(
    text,
    ({ object, line }) => {
      const path = filledOrNull(member(object, 'path'));
      return path === null ? null : { kind: filledOrNull(member(object, 'kind')), path, object, line };
    },
    'file without a path',
  );
}

function hostFiles(context: ParseContext) {
  return readArtifacts(context, 'host.files', readHostFiles);
}

/** Octal text (`0640`) or a number of permission bits. */
function modeOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isInteger(value) ? value & 0o7777 : null;
  return typeof value === 'string' && /^[0-7]{3,6}$/.test(value) ? Number.parseInt(value, 8) & 0o7777 : null;
}

/** Secret files; without a word on the folders above, the mode of the file decides. */
export const secretFilesParser = defineParser(secretFiles, (context) => {
  const readings = hostFiles(context);
  const items = readings.rows.flatMap(({ artifact, value }) =>
    value.flatMap(({ kind, path, object, line }) => {
      const mode = modeOf(member(object, 'mode'));
      const readable = booleanOrNull(member(object, 'othersCanRead'));
      if (mode === null || (kind === null ? readable === null : kind !== 'secret')) return [];
      const othersCanRead = readable ?? (mode & 0o004) !== 0;
      return [
        { path, mode, uid: numberOrNull(member(object, 'uid')) ?? 0, othersCanRead, ref: refTo(artifact, line, path) },
      ];
    }),
  );
  return factOf(readings, items);
});

/** Programs in folders where none belong, and running ones whose file lies there. */
export const strayExecutablesParser = defineParser(strayExecutables, (context) => {
  const readings = hostFiles(context);
  const items = readings.rows.flatMap(({ artifact, value }) =>
    value
      .filter(({ kind, path, object }) => isStray(kind, path, object))
      .map(({ path, object, line }) => ({
        path,
        sizeBytes: numberOrNull(member(object, 'sizeBytes')),
        sha256: filledOrNull(member(object, 'sha256')),
        magic: filledOrNull(member(object, 'magic')),
        packageOwned: booleanOrNull(member(object, 'packageOwned')),
        ref: refTo(artifact, line, path),
      })),
  );
  return factOf(readings, items);
});

function isStray(kind: string | null, path: string, object: JsonObject): boolean {
  if (kind === 'stray') return true;
  if (kind === 'running') return isSuspiciousPlace(path);
  const magic = filledOrNull(member(object, 'magic'));
  return (
    kind === null && (magic === 'elf' || (magic === 'script' && ((modeOf(member(object, 'mode')) ?? 0) & 0o111) !== 0))
  );
}
