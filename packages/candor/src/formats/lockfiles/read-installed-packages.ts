import type { Parsed } from '../../core/parsed.js';
import { readJsonLines } from '../text/json-lines.js';
import { filledOrNull, member } from '../text/json-values.js';

/** A package that lies where the process runs, of Candor's `app.installed` NDJSON. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly path: string | null;
  readonly line: number;
}

/** Lines `{name, version, path}` of `app.installed`. */
export function readInstalledPackages(text: string): Parsed<InstalledPackage[]> {
  return readJsonLines(
    text,
    ({ object, line }) => {
      const name = filledOrNull(member(object, 'name'));
      const version = filledOrNull(member(object, 'version'));
      return name === null || version === null
        ? null
        : { name, version, path: filledOrNull(member(object, 'path')), line };
    },
    'package without a name and version',
  );
}
