import { type Artifact, refTo } from '../../core/evidence.js';
import type { Fact } from '../../core/fact.js';
import { type Parsed, parsed } from '../../core/parsed.js';
import { type ScheduledCommand, scheduledCommands } from '../../facts/host.js';
import { type FileSection, splitFileSections } from '../../formats/host/file-sections.js';
import { readCrontabs } from '../../formats/host/schedules.js';
import { defineParser } from '../parser.js';
import { factOf, readArtifacts } from '../readings.js';
import { absentList } from './absent-list.js';
import { packageOwners } from './package-owners.js';

type Job = Pick<ScheduledCommand, 'kind' | 'user' | 'schedule' | 'command'> & {
  readonly path: string | null;
  readonly line: number;
};

/** Longest script of a cron directory that is kept, in characters. */
const scriptLimit = 16_384;

/** Crontabs, anacrontab, the scripts of `/etc/cron.daily` and its like, and jobs of `at`, of the host and inside containers. */
export const scheduledCommandsParser = defineParser(scheduledCommands, (context): Fact<readonly ScheduledCommand[]> => {
  const ownedBy = packageOwners(context);
  const inside = readArtifacts(context, 'container.cron', readSchedules).rows;
  const host = readArtifacts(context, 'host.cron', readSchedules);
  const absent = absentList<ScheduledCommand>(context, 'host.cron');
  if (absent && inside.length === 0) return absent;
  const items = [...host.rows, ...inside].flatMap(({ artifact, value }) =>
    value.map(({ path, line, ...job }): ScheduledCommand => {
      const file = path ?? fileOf(artifact);
      const onHost = artifact.subject === 'host';
      return {
        ...job,
        file,
        packageOwned: onHost ? ownedBy(file) : null,
        subject: artifact.subject,
        ref: refTo(artifact, line, job.command),
      };
    }),
  );
  const refs = absent?.status === 'known' ? absent.evidence : inside.map(({ artifact }) => refTo(artifact));
  return absent
    ? factOf({ rows: inside, gap: null }, items, { refs })
    : factOf(host, items, { refs: host.rows.length > 0 ? refs : [] });
});

function fileOf(artifact: Artifact): string {
  const source = artifact.source;
  if (source !== null && 'file' in source) return source.file;
  return source !== null && 'command' in source ? source.command.join(' ') : 'crontab';
}

/** Reads the concatenation; each part by the kind of its file. */
function readSchedules(text: string): Parsed<Job[]> {
  if (/^(?:crontab: )?no crontab for \S{1,64}\s*$/.test(text.trim())) return parsed([]);
  const sections = splitFileSections(text);
  const tables = readCrontabs(tablesOnly(text, sections));
  const others = sections.flatMap(readOther);
  if (!tables.ok) return others.length > 0 ? parsed(others, [{ line: tables.line, message: tables.reason }]) : tables;
  const jobs = tables.value.map(
    ({ path, schedule, user, command, line }): Job => ({
      kind: 'cron',
      path,
      schedule,
      user: user ?? spoolUser(path),
      command,
      line,
    }),
  );
  return parsed([...jobs, ...others], tables.warnings);
}

function spoolUser(path: string | null): string | null {
  return /^\/var\/spool\/cron\/(?:crontabs\/)?([^/]+)$/.exec(path ?? '')?.[1] ?? null;
}

function kindOf(path: string | null): 'table' | 'anacron' | 'directory' | 'at' | 'none' {
  if (path === null) return 'table';
  if (path === '/etc/anacrontab') return 'anacron';
  if (/^\/etc\/(?:cron\.(?:hourly|daily|weekly|monthly|yearly)|periodic\/[^/]+)\//.test(path)) return 'directory';
  if (/\/\.(?:SEQ|placeholder)$|^\/var\/spool\/anacron\//.test(path)) return 'none';
  return /^\/var\/spool\/(?:cron\/)?at(?:jobs|spool)?\//.test(path) ? 'at' : 'table';
}

/** The text with everything but crontabs blanked, so that lines keep their numbers. */
function tablesOnly(text: string, sections: readonly FileSection[]): string {
  const lines = text.split('\n');
  for (const section of sections) {
    if (kindOf(section.path) === 'table') continue;
    for (const { line } of section.lines) lines[line - 1] = '';
  }
  return lines.join('\n');
}

function readOther({ path, lines }: FileSection): Job[] {
  const kind = kindOf(path);
  if (kind === 'anacron') return lines.flatMap(({ text, line }) => anacronJob(path, text, line));
  if (kind !== 'directory' && kind !== 'at') return [];
  const code = lines.filter(({ text }) => text.trim() !== '' && !/^\s*#/.test(text));
  const first = code[0];
  if (!first) return [];
  const command = code
    .map(({ text }) => text)
    .join('\n')
    .slice(0, scriptLimit);
  const schedule = kind === 'at' ? 'once' : (/cron\.(\w+)\//.exec(path ?? '')?.[1] ?? '');
  return [
    {
      kind: kind === 'at' ? 'at' : 'cron-directory',
      path,
      user: kind === 'at' ? null : 'root',
      schedule,
      command,
      line: first.line,
    },
  ];
}

/** `period delay job-name command` (anacrontab(5)). */
function anacronJob(path: string | null, text: string, line: number): Job[] {
  const match = /^(\d{1,4}|@\w{1,10})\s{1,20}(\d{1,5})\s{1,20}(\S{1,128})\s{1,20}(\S.{0,4096})$/.exec(text.trim());
  return match
    ? [{ kind: 'anacron', path, user: 'root', schedule: match[1] ?? '', command: match[4] ?? '', line }]
    : [];
}
