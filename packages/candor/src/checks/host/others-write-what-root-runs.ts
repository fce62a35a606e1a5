import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type WatchedFile, watchedFiles } from '../../facts/host-settings.js';
import { hostRef } from './example-host.js';

/** HST-10: units, cron files and programs of root belong to root, and nobody else writes them. */
export const othersWriteWhatRootRuns = defineCheck({
  id: 'HST-10',
  title: 'Others can write what root runs',
  questions: ['Q7'],
  severity: 'high',
  required: false,
  needs: { files: watchedFiles },

  decide({ files }) {
    const own = files.value.filter(({ role }) => role === 'root-runs');
    const open = own.filter(isOpen);
    if (open.length > 0)
      return open.map((file) =>
        fail([file.ref], {
          subject: `host:${file.path}`,
          what: `${file.path} has mode ${file.mode.toString(8)}, uid ${file.uid}, gid ${file.gid}`,
          location: file.path,
          // Its owner alone is one account more that is root in effect, not everybody.
          ...(writtenByMany(file) ? {} : { severity: 'medium' as const }),
        }),
      );
    const refs = own.map(({ ref }) => ref);
    return isNonEmpty(refs)
      ? pass(refs, { what: `${refs.length} files belong to root alone` })
      : cannotTell('not-collected', 'what root runs was not looked at', {
          settle: 'sudo find /etc/cron* /etc/systemd/system /usr/local/sbin /usr/local/bin -perm /022 -type f',
        });
  },
  whyItMatters: 'Whoever writes such a file is root at its next run.',
  verifyByHand: 'sudo find /etc/cron* /etc/systemd/system /usr/local/sbin /usr/local/bin -perm /022 -type f',
  remediation: { text: 'Give it back to root.', commands: ['sudo chown root:root FILE && sudo chmod go-w FILE'] },
  references: ['CIS Debian 6.1'],
  examples: {
    pass: [
      { title: "root's", facts: { files: seen([file({})], hostRef('host.files')) } },
      {
        title: 'a group without members',
        facts: { files: seen([file({ mode: 0o2775, gid: 50, othersWrite: false })], hostRef('host.files')) },
      },
    ],
    fail: [
      { title: 'writable by all', facts: { files: seen([file({ mode: 0o666 })], hostRef('host.files')) } },
      {
        title: "a group's, in the judgement of the collector",
        facts: { files: seen([file({ mode: 0o775, gid: 1000, othersWrite: true })], hostRef('host.files')) },
      },
      { title: "a user's", facts: { files: seen([file({ uid: 1000 })], hostRef('host.files')) } },
    ],
    blind: [
      { title: 'denied', facts: { files: unseen() } },
      { title: 'a part', facts: { files: partlySeen([file({})]) } },
      { title: 'none', facts: { files: seen([]) } },
    ],
  },
});

function writtenByMany({ gid, mode }: WatchedFile): boolean {
  return (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && gid !== 0);
}

function isOpen(file: WatchedFile): boolean {
  return file.othersWrite ?? (file.uid !== 0 || writtenByMany(file));
}

function file(change: Partial<WatchedFile>): WatchedFile {
  return {
    path: '/etc/cron.d/backup',
    role: 'root-runs',
    mode: 0o644,
    uid: 0,
    gid: 0,
    group: 'root',
    othersWrite: null,
    modifiedAt: null,
    ref: hostRef('host.files'),
    ...change,
  };
}
