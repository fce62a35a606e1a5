import { refTo } from '../core/evidence.js';
import { type Fact, unknown } from '../core/fact.js';
import { type NginxModuleFile, nginxModuleFiles } from '../facts/nginx-modules.js';
import { readJsonLines } from '../formats/text/json-lines.js';
import { booleanOrNull, filledOrNull, member } from '../formats/text/json-values.js';
import { defineParser } from './parser.js';
import { factOf, readArtifacts } from './readings.js';

const folders = ['/etc/nginx/modules-enabled', '/usr/lib/nginx/modules'] as const;

/** Module files in `host.package-owners`. A listing that does not name the folders themselves did not look there. */
export const nginxModuleFilesParser = defineParser(nginxModuleFiles, (context): Fact<readonly NginxModuleFile[]> => {
  const readings = readArtifacts(context, 'host.package-owners', (text) =>
    readJsonLines(
      text,
      ({ object, line }) => {
        const path = filledOrNull(member(object, 'path'));
        return path === null ? null : { path, line, packageOwned: booleanOrNull(member(object, 'packageOwned')) };
      },
      'no path',
    ),
  );
  const rows = readings.rows.flatMap(({ artifact, value }) => value.map((row) => ({ ...row, artifact })));
  const looked = folders.every((folder) => rows.some(({ path }) => path === folder));
  if (readings.rows.length > 0 && !looked) {
    return unknown('not-collected', "who owns nginx's modules was not looked up");
  }
  const files = rows.filter(({ path }) => folders.some((folder) => path.startsWith(`${folder}/`)));
  return factOf(
    readings,
    files.map(({ path, packageOwned, artifact, line }) => ({ path, packageOwned, ref: refTo(artifact, line, path) })),
  );
});
