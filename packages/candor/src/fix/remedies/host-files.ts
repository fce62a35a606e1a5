import { posix } from 'node:path';
import { type Remedy, refused } from '../model.js';
import { mountHostScriptsReadOnly } from './mounts.js';

/** HST-11: a file of secrets for its owner alone. */
export const closeSecretFile: Remedy = {
  checks: ['HST-11'],
  title: 'let only its owner read the secrets',
  propose: (result, { files }) => {
    const path = result.subject.replace(/^host:/, '');
    const file = files.find(path);
    if (file === null) return refused(`${path} is no file that candor edits: sudo chmod 600 ${path}`);
    return {
      kind: 'change',
      changes: [{ path, kind: file.kind, subject: file.subject, text: file.text, mode: 0o600 }],
      effects: [],
      notes: [],
    };
  },
};

/** HST-10: what root runs, for root alone to write. */
export const closeRootFile: Remedy = {
  checks: ['HST-10'],
  title: 'let only root write what root runs',
  propose: (result, { files }) => {
    const path = result.subject.replace(/^host:/, '');
    const file = files.find(path);
    const found = /has mode ([0-7]{3,4}), uid (\d+),/.exec(result.what ?? '');
    const mode = Number.parseInt(found?.[1] ?? '', 8);
    if (file === null || Number.isNaN(mode))
      return refused(`${path} is no file that candor edits: sudo chown root:root ${path} && sudo chmod go-w ${path}`);
    if (found?.[2] !== '0')
      return refused(`${path} belongs to uid ${found?.[2]}: read it first, then sudo chown root:root ${path}`);
    return {
      kind: 'change',
      changes: [{ path, kind: file.kind, subject: file.subject, text: file.text, mode: mode & ~0o022 }],
      effects: [],
      notes: [],
    };
  },
};

/** Where programs of the administrator lie, for root alone (hier(7)). */
const ownFolder = '/usr/local/sbin';

/**
 * CTR-11: the script that cron runs is copied to a folder of root, and cron runs the copy. Where a unit runs it, or the
 * script was not read, the folder is mounted read-only instead.
 */
export const moveCronScript: Remedy = {
  checks: ['CTR-11'],
  title: 'run what the container cannot write',
  propose: (result, context) => {
    const [by, script] = (result.location ?? '').split(' → ');
    const cron = context.files.list('cron').find(({ path }) => path === by);
    const source = context.files.list('script').find(({ path }) => path === script);
    if (cron === undefined || source === undefined || script === undefined)
      return mountHostScriptsReadOnly.propose(result, context);
    const copy = `${ownFolder}/${posix.basename(posix.dirname(posix.dirname(script))) || 'host'}-${posix.basename(script)}`;
    const text = cron.text.replace(
      new RegExp(`(?<![\\w./-])${script.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w./-])`, 'g'),
      () => copy,
    );
    if (text === cron.text) return refused(`${cron.path} does not name ${script} by its whole path`);
    const taken = context.files.find(copy);
    if (taken !== null && taken.text !== source.text) return refused(`${copy} is there already, with another content`);
    const own = { subject: 'host' };
    return {
      kind: 'change',
      changes: [
        { ...own, path: copy, kind: 'script', text: source.text, mode: 0o755 },
        { ...own, path: cron.path, kind: 'cron', text },
      ],
      effects: [],
      notes: [
        `Read the script before you say yes: whoever was in the container may have changed ${script}.`,
        `${script} stays where it is; what it reads beside itself (dirname "$0") it looks for in ${ownFolder} now.`,
      ],
    };
  },
};
