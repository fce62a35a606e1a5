import { type Parsed, unparseable } from '../../core/parsed.js';
import { MAX_TEXT_CHARS } from '../text/limits.js';
import { settle, type TextLine, WarningList } from '../text/text-lines.js';
import { joinContinued } from './accounts.js';
import { splitFileSections } from './file-sections.js';

/** One job of crontab(5); `user` is null in a user's own crontab. */
export interface CronJob {
  readonly path: string | null;
  /** Five fields such as `0 3 * * *`, or a word such as `@reboot`. */
  readonly schedule: string;
  readonly user: string | null;
  readonly command: string;
  /** Variables that the file sets above the job, such as PATH. */
  readonly environment: ReadonlyMap<string, string>;
  readonly line: number;
}

/** Reads crontabs with `==> path <==` headers: `/etc/crontab` and `/etc/cron.d` have a user column, others have none. */
export function readCrontabs(text: string): Parsed<CronJob[]> {
  if (text.length > MAX_TEXT_CHARS) return unparseable(`longer than ${MAX_TEXT_CHARS} characters`);
  const jobs: CronJob[] = [];
  const warnings = new WarningList();
  for (const { path, lines } of splitFileSections(text)) {
    const hasUser = path === '/etc/crontab' || path?.startsWith('/etc/cron.d/') === true || path === '/etc/anacrontab';
    const environment = new Map<string, string>();
    for (const { text: raw, line } of lines) {
      const content = raw.trim();
      const variable = /^([A-Za-z_]\w{0,127})\s{0,20}=\s{0,20}(.{0,4096})$/.exec(content);
      if (content === '' || content.startsWith('#')) continue;
      if (variable !== null) environment.set(variable[1] ?? '', (variable[2] ?? '').replace(/^["']|["']$/g, ''));
      else addJob({ content, path, hasUser, environment: new Map(environment), line }, jobs, warnings);
    }
  }
  return settle(jobs, warnings);
}

interface JobLine {
  readonly content: string;
  readonly path: string | null;
  readonly hasUser: boolean;
  readonly environment: ReadonlyMap<string, string>;
  readonly line: number;
}

function addJob({ content, path, hasUser, environment, line }: JobLine, jobs: CronJob[], warnings: WarningList): void {
  const match = /^(@\w{1,20}|(?:[\w*/,~-]{1,100}\s{1,20}){4}[\w*/,~-]{1,100})\s{1,20}(\S.*)$/.exec(content);
  const rest = match?.[2] ?? '';
  const gap = rest.search(/\s/);
  if (match === null || (hasUser && gap < 0)) {
    warnings.add(line, 'not a line of crontab');
    return;
  }
  const user = hasUser ? rest.slice(0, gap) : null;
  const command = hasUser ? rest.slice(gap).trim() : rest;
  jobs.push({ path, schedule: (match[1] ?? '').replace(/\s+/g, ' '), user, command, environment, line });
}

/** One setting of a systemd unit file (systemd.syntax(7)). */
export interface UnitSetting {
  /** Path of the file: the unit, or a drop-in `NAME.d/*.conf`. */
  readonly path: string | null;
  /** Name of the unit that the file belongs to, such as `nginx.service`. */
  readonly unit: string | null;
  readonly isDropIn: boolean;
  readonly section: string;
  readonly key: string;
  /** An empty value resets a list. */
  readonly value: string;
  readonly line: number;
}

/** Reads unit files and drop-ins with `==> path <==` headers. */
export function readSystemdUnits(text: string): Parsed<UnitSetting[]> {
  if (text.length > MAX_TEXT_CHARS) return unparseable(`longer than ${MAX_TEXT_CHARS} characters`);
  const settings: UnitSetting[] = [];
  const warnings = new WarningList();
  for (const { path, lines } of splitFileSections(text)) readUnit(path, lines, settings, warnings);
  return settle(settings, warnings);
}

function readUnit(
  path: string | null,
  lines: readonly TextLine[],
  settings: UnitSetting[],
  warnings: WarningList,
): void {
  const folder = path?.split('/').at(-2) ?? '';
  const isDropIn = folder.endsWith('.d') && path?.endsWith('.conf') === true;
  const unit = isDropIn ? folder.slice(0, -2) : (path?.split('/').at(-1) ?? null);
  let section: string | null = null;
  for (const { text, line } of joinContinued(lines)) {
    const content = text.trim();
    if (content === '' || content.startsWith('#') || content.startsWith(';')) continue;
    const equals = content.indexOf('=');
    if (/^\[[^\]]{1,64}\]$/.test(content)) section = content.slice(1, -1);
    else if (section === null || equals < 1) warnings.add(line, 'not a line of a unit file');
    else
      settings.push({
        path,
        unit,
        isDropIn,
        section,
        key: content.slice(0, equals).trim(),
        value: content.slice(equals + 1).trim(),
        line,
      });
  }
}
