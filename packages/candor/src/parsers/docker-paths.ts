import { refTo } from '../core/evidence.js';
import { unknown } from '../core/fact.js';
import { type DockerPath, dockerPaths } from '../facts/docker-paths.js';
import { readJsonLines } from '../formats/text/json-lines.js';
import { filledOrNull, type JsonObject, member, numberOrNull } from '../formats/text/json-values.js';
import { defineParser } from './parser.js';
import { factOf, readArtifacts } from './readings.js';

const enginePath =
  /^\/(?:var\/)?run\/(?:docker\.sock|containerd\/containerd\.sock)$|^\/etc\/(?:docker|containerd)(?:\/[^/]+)?$|^\/etc\/default\/docker$|^\/(?:usr\/)?(?:lib|etc)\/systemd\/system\/(?:docker|containerd)\.(?:service|socket)$|^\/var\/lib\/docker$/;

/** Owner and mode of the engine's own files; unknown when `host.files` does not list any of them. */
export const dockerPathsParser = defineParser(dockerPaths, (context) => {
  const readings = readArtifacts(context, 'host.files', (text) =>
    readJsonLines(text, ({ object, line }) => lineOf(object, line), 'file without a path'),
  );
  const rows: DockerPath[] = readings.rows.flatMap(({ artifact, value }) =>
    value
      .filter(({ path }) => enginePath.test(path))
      .flatMap(({ path, kind, mode, uid, gid, line }) =>
        mode === null || uid === null ? [] : [{ path, kind, mode, uid, gid, ref: refTo(artifact, line, path) }],
      ),
  );
  if (readings.rows.length > 0 && rows.length === 0) {
    return unknown('not-collected', "host.files does not list the engine's socket and configuration");
  }
  return factOf(readings, rows);
});

interface FileLine extends Omit<DockerPath, 'mode' | 'uid' | 'ref'> {
  readonly mode: number | null;
  readonly uid: number | null;
  readonly line: number;
}

function lineOf(object: JsonObject, line: number): FileLine | null {
  const path = filledOrNull(member(object, 'path'));
  const magic = filledOrNull(member(object, 'magic'));
  if (path === null) return null;
  return {
    path,
    kind: kindOf(magic),
    mode: magic === 'symlink' || magic === 'link' ? null : modeOf(member(object, 'mode')), // symlink(7): its own mode is always 0777 and means nothing
    uid: numberOrNull(member(object, 'uid')),
    gid: numberOrNull(member(object, 'gid')),
    line,
  };
}

function kindOf(magic: string | null): DockerPath['kind'] {
  if (magic === 'socket' || magic === 'directory') return magic;
  return magic === null ? null : 'file';
}

/** Octal text such as `0660`, or the number itself. */
function modeOf(value: unknown): number | null {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value & 0o7777;
  return typeof value === 'string' && /^[0-7]{3,7}$/.test(value) ? Number.parseInt(value, 8) & 0o7777 : null;
}
