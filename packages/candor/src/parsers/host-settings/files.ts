import { refTo } from '../../core/evidence.js';
import { parsed } from '../../core/parsed.js';
import {
  type LeakedSecret,
  leakedSecrets,
  type SudoRule,
  sudoRules,
  type WatchedFile,
  watchedFiles,
} from '../../facts/host-settings.js';
import { splitFileSections } from '../../formats/host/file-sections.js';
import { readJsonLines } from '../../formats/text/json-lines.js';
import { booleanOrNull, filledOrNull, listOf, member, objectOrNull } from '../../formats/text/json-values.js';
import { readPositionedJson } from '../../formats/text/positioned-json.js';
import { defineParser } from '../parser.js';
import { factOf, readArtifacts } from '../readings.js';

const roles: readonly WatchedFile['role'][] = ['nginx-config', 'key', 'log', 'root-runs', 'saved-filter'];

/** Lines of `host.files` whose `kind` is one of the roles; lines of other kinds belong to other facts. */
export const watchedFilesParser = defineParser(watchedFiles, (context) => {
  const readings = readArtifacts(context, 'host.files', (text, artifact) =>
    readJsonLines(
      text,
      ({ object, line }): WatchedFile | 'other' => {
        const role = roles.find((each) => each === member(object, 'kind'));
        const path = member(object, 'path');
        const mode = member(object, 'mode');
        if (role === undefined || typeof path !== 'string' || typeof mode !== 'string') return 'other';
        const moment = new Date(String(member(object, 'mtime')));
        return {
          path,
          role,
          mode: Number.parseInt(mode, 8) || 0,
          uid: Number(member(object, 'uid') ?? 0),
          gid: Number(member(object, 'gid') ?? 0),
          group: filledOrNull(member(object, 'groupName')),
          othersWrite: booleanOrNull(member(object, 'othersWrite')),
          modifiedAt: Number.isNaN(moment.getTime()) ? null : moment,
          ref: refTo(artifact, line),
        };
      },
      'no file',
    ),
  );
  const files = readings.rows.flatMap(({ value }) => value.filter((each) => each !== 'other'));
  return factOf(readings, files);
});

const rule = /^(\S{1,200})\s{1,40}\S{1,200}\s{0,10}=\s{0,10}(?:\([^)]{0,200}\)\s{0,10})?(.{1,2000})$/;

/** Rules of /etc/sudoers and /etc/sudoers.d; aliases and defaults are no rules. */
export const sudoRulesParser = defineParser(sudoRules, (context) => {
  const readings = readArtifacts(context, 'host.sudoers', (text, artifact) =>
    parsed(
      splitFileSections(text).flatMap(({ path, lines }) =>
        lines.flatMap(({ text: content, line }): SudoRule[] => {
          const found = /^\s*(?:#|Defaults|\w+_Alias\b|@include)/.test(content) ? null : rule.exec(content.trim());
          if (found === null) return [];
          const noPassword = /\bNOPASSWD:/.test(found[2] ?? '');
          const commands = (found[2] ?? '').replace(/\b(?:NO)?(?:PASSWD|EXEC|SETENV|MAIL):/g, '').split(',');
          return [
            {
              file: path ?? '/etc/sudoers',
              who: found[1] ?? '',
              noPassword,
              commands: commands.map((each) => each.trim()),
              ref: refTo(artifact, line, content.trim()),
            },
          ];
        }),
      ),
    ),
  );
  return factOf(
    readings,
    readings.rows.flatMap(({ value }) => value),
  );
});

/** Findings of `gitleaks detect --report-format json`; the secret itself is never read. */
export const leakedSecretsParser = defineParser(leakedSecrets, (context) => {
  const readings = readArtifacts(context, 'scan.gitleaks', (text, artifact) => {
    const read = readPositionedJson(text);
    if (!read.ok) return read;
    const leaks = listOf(read.value.value).flatMap((each): LeakedSecret[] => {
      const object = objectOrNull(each);
      const file = object === null ? undefined : member(object, 'File');
      if (object === null || typeof file !== 'string') return [];
      const commit = member(object, 'Commit');
      return [
        {
          rule: String(member(object, 'RuleID') ?? 'secret').slice(0, 100),
          file: file.slice(0, 500),
          commit: typeof commit === 'string' && commit !== '' ? commit.slice(0, 12) : null,
          ref: refTo(artifact, read.value.lineOf(object)),
        },
      ];
    });
    return parsed(leaks);
  });
  return factOf(
    readings,
    readings.rows.flatMap(({ value }) => value),
  );
});
