import { parsed } from '../../core/parsed.js';
import { readJsonLines } from '../../formats/text/json-lines.js';
import { booleanOrNull, filledOrNull, member } from '../../formats/text/json-values.js';
import type { ParseContext } from '../parser.js';
import { readArtifacts } from '../readings.js';

/** Whether a package owns a file of the host with its own checksum (`host.package-owners`); null = not looked up. */
export function packageOwners(context: ParseContext): (path: string | null) => boolean | null {
  const { rows } = readArtifacts(context, 'host.package-owners', (text) => {
    const lines = readJsonLines(
      text,
      ({ object }) => {
        const path = filledOrNull(member(object, 'path'));
        return path === null ? null : ([path, booleanOrNull(member(object, 'packageOwned'))] as const);
      },
      'no path',
    );
    return lines.ok ? lines : parsed([]);
  });
  const owners = new Map(rows.flatMap((row) => row.value));
  return (path) => (path === null ? null : (owners.get(path) ?? null));
}
