import { defineCheck, fail, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { packageDeviations, type VerifyDeviation } from '../../facts/host.js';
import { hostRef } from './example-host.js';

/** Programs and libraries; documentation and caches may be deleted by a slim image. */
const places = /^\/(?:usr\/(?:local\/)?)?(?:s?bin|lib(?:32|64|x32|exec)?)\//;
/** Python writes its caches into packages; these are never shipped with a checksum of their own use. */
const harmless = /\/__pycache__\/|\.pyc$/;

/** HST-13: programs and libraries carry the checksum of their package. */
export const systemProgramWasChanged = defineCheck({
  id: 'HST-13',
  title: 'A program of the system differs from its package',
  questions: ['Q3', 'Q6', 'Q7'],
  severity: 'critical',
  required: true,
  needs: { packageDeviations },
  decide({ packageDeviations: found }) {
    const own = found.value.filter(({ path, config }) => !config && places.test(path) && !harmless.test(path));
    const changed = own.filter(({ checksumFailed }) => checksumFailed);
    const gone = own.filter(({ missing }) => missing);
    if (changed.length === 0 && gone.length === 0)
      return pass(found.evidence, { what: 'programs and libraries are as packaged' });
    const judge = (row: VerifyDeviation, what: string) =>
      fail([row.ref], {
        subject: `host:${row.path}`,
        what: `${row.path} ${what}`,
        location: row.path,
        verifyByHand: `dpkg -S '${row.path}' && sudo debsums -c 2>/dev/null | grep -F '${row.path}'`,
        ...(row.checksumFailed ? {} : { severity: 'medium' as const }),
      });
    return [
      ...changed.map((row) => judge(row, 'has another content than its package')),
      ...gone.map((row) => judge(row, 'is missing, though its package is installed')),
    ];
  },
  whyItMatters: 'Who replaces ps, ssh or nginx hides and stays. Keep a copy with its hash before reinstalling.',
  verifyByHand: 'sudo dpkg --verify | grep -E "/(s?bin|lib)"',
  remediation: {
    text: 'Hash and copy the file first, then reinstall its package from a mirror that you trust.',
    commands: ['sudo sha256sum FILE', 'sudo apt-get install --reinstall "$(dpkg -S FILE | cut -d: -f1)"'],
  },
  references: ['dpkg(1) --verify', 'CIS Debian 6.1'],
  examples: {
    pass: [
      { title: 'nothing differs', facts: { packageDeviations: seen([], hostRef('host.package-verify')) } },
      {
        title: 'an edited configuration',
        facts: {
          packageDeviations: seen(
            [deviation('/etc/nginx/nginx.conf', { config: true })],
            hostRef('host.package-verify'),
          ),
        },
      },
      {
        title: 'documentation removed',
        facts: {
          packageDeviations: seen(
            [deviation('/usr/share/doc/x', { missing: true, checksumFailed: false })],
            hostRef('host.package-verify'),
          ),
        },
      },
    ],
    fail: [
      {
        title: 'another ps',
        facts: { packageDeviations: seen([deviation('/usr/bin/ps')], hostRef('host.package-verify')) },
      },
      {
        title: 'a changed library',
        facts: { packageDeviations: partlySeen([deviation('/lib/x86_64-linux-gnu/libc.so.6')]) },
      },
      {
        title: 'a missing program',
        facts: {
          packageDeviations: seen(
            [deviation('/usr/sbin/nginx', { missing: true, checksumFailed: false })],
            hostRef('host.package-verify'),
          ),
        },
      },
    ],
    blind: [
      { title: 'not verified', facts: { packageDeviations: unseen() } },
      { title: 'a part', facts: { packageDeviations: partlySeen([]) } },
    ],
  },
});

function deviation(path: string, change: Partial<VerifyDeviation> = {}): VerifyDeviation {
  return { path, config: false, checksumFailed: true, missing: false, ref: hostRef('host.package-verify'), ...change };
}
