import { defineCheck, fail, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type HostMount, hostMounts } from '../../facts/host-settings.js';
import { hostRef } from './example-host.js';

/** HST-09: /tmp, /var/tmp and /dev/shm are mounted noexec, nosuid, nodev. */
export const sharedFoldersAllowPrograms = defineCheck({
  id: 'HST-09',
  title: 'Programs can be started from folders that everybody writes',
  questions: ['Q7'],
  severity: 'low',
  required: false,
  needs: { mounts: hostMounts },

  decide({ mounts }) {
    const flaws = ['/tmp', '/var/tmp', '/dev/shm'].flatMap((place) => {
      const mount = mounts.value.findLast((each) => each.place === place);
      if (mount === undefined) return [`${place} is no mount of its own`];
      const missing = ['noexec', 'nosuid', 'nodev'].filter((option) => !mount.options.includes(option));
      return missing.length === 0 ? [] : [`${place} lacks ${missing.join(', ')}`];
    });
    return flaws.length === 0
      ? pass(mounts.evidence, { what: 'no programs from shared folders' })
      : fail(mounts.evidence, { what: flaws.join('; '), location: '/etc/fstab' });
  },
  whyItMatters: 'Nearly every miner is first written to /tmp and started there.',
  verifyByHand: 'findmnt -no OPTIONS /tmp /var/tmp /dev/shm',
  remediation: {
    text: 'Mount them so; some installers need another TMPDIR then.',
    commands: ['sudo systemctl enable --now tmp.mount'],
  },
  references: ['CIS Debian 1.1'],
  examples: {
    pass: [
      {
        title: 'closed',
        facts: { mounts: seen([mount('/tmp'), mount('/var/tmp'), mount('/dev/shm')], hostRef('host.mounts')) },
      },
    ],
    fail: [
      { title: 'no mounts', facts: { mounts: seen([], hostRef('host.mounts')) } },
      {
        title: 'programs allowed',
        facts: {
          mounts: seen(
            [mount('/tmp'), mount('/var/tmp'), mount('/dev/shm', ['rw', 'nosuid', 'nodev'])],
            hostRef('host.mounts'),
          ),
        },
      },
    ],
    blind: [
      { title: 'denied', facts: { mounts: unseen() } },
      { title: 'a part', facts: { mounts: partlySeen([mount('/tmp'), mount('/var/tmp'), mount('/dev/shm')]) } },
    ],
  },
});

function mount(place: string, options = ['rw', 'nosuid', 'nodev', 'noexec']): HostMount {
  return { device: 'tmpfs', place, fsType: 'tmpfs', options, ref: hostRef('host.mounts') };
}
