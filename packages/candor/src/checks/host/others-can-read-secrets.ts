import { defineCheck, fail, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { secretFiles } from '../../facts/host.js';
import { hostRef } from './example-host.js';

/** HST-11: secrets are readable by their owner alone; a closed folder above counts as closed. */
export const othersCanReadSecrets = defineCheck({
  id: 'HST-11',
  title: 'Others on the host can read secrets',
  questions: ['Q7'],
  severity: 'high',
  required: true,
  needs: { secretFiles },
  decide({ secretFiles: files }) {
    const open = files.value.filter(({ othersCanRead, path }) => othersCanRead && !/\.pub$/.test(path));
    if (open.length === 0)
      return pass(files.evidence, { what: `${files.value.length} file(s) with secrets, none readable by others` });
    return open.map((file) =>
      fail([file.ref], {
        subject: `host:${file.path}`,
        what: `${file.path} has mode ${file.mode.toString(8).padStart(4, '0')} and every folder above lets others in`,
        location: file.path,
        fix: { text: 'Leave it to its owner.', commands: [`sudo chmod 600 '${file.path.replaceAll("'", "'\\''")}'`] },
      }),
    );
  },
  whyItMatters:
    'Any program on the host, also one that broke out of a container as an ordinary user, reads the keys of the site.',
  verifyByHand: 'sudo -u nobody cat /srv/site/.env > /dev/null && echo readable',
  remediation: { text: 'Leave files with secrets to their owner.', commands: ['chmod 600 .env'] },
  references: ['CIS Debian 6.1'],
  examples: {
    pass: [
      { title: "the owner's alone", facts: { secretFiles: seen([file(0o600, false)], hostRef('host.files')) } },
      {
        title: 'open mode in a closed folder',
        facts: { secretFiles: seen([file(0o644, false)], hostRef('host.files')) },
      },
      { title: 'no such file', facts: { secretFiles: seen([], hostRef('host.files')) } },
    ],
    fail: [
      { title: 'readable by all', facts: { secretFiles: seen([file(0o644, true)], hostRef('host.files')) } },
      { title: 'one of some', facts: { secretFiles: partlySeen([file(0o644, true)]) } },
    ],
    blind: [
      { title: 'denied', facts: { secretFiles: unseen() } },
      { title: 'a part', facts: { secretFiles: partlySeen([file(0o600, false)]) } },
    ],
  },
});

function file(mode: number, othersCanRead: boolean) {
  return { path: '/srv/site/.env', mode, uid: 1000, othersCanRead, ref: hostRef('host.files') };
}
