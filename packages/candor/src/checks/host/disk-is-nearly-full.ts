import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type DiskSpace, diskSpace } from '../../facts/host-settings.js';
import { hostRef } from './example-host.js';

function inodes({ inodesFreePercent }: DiskSpace): number | null {
  return inodesFreePercent;
}

/** HST-16: ten percent of space and inodes are free. */
export const diskIsNearlyFull = defineCheck({
  id: 'HST-16',
  title: 'A file system is nearly full',
  questions: ['Q7'],
  severity: 'medium',
  required: false,
  needs: { disks: diskSpace },

  decide({ disks }) {
    const tight = disks.value.filter(
      ({ freePercent, inodesFreePercent }) => freePercent < 10 || (inodesFreePercent ?? 100) < 10,
    );
    const first = tight[0];
    if (first)
      return fail([first.ref], {
        what: `${first.place} has ${first.freePercent.toFixed(1)} % of its space and ${(inodes(first) ?? 100).toFixed(1)} % of its inodes left`,
        location: first.place,
      });
    return disks.value.length === 0
      ? cannotTell('not-collected', 'no file system was measured', { settle: 'df -h; df -i' })
      : pass(disks.evidence, { what: `${disks.value.length} file systems have room` });
  },
  whyItMatters: 'On a full disk logs end, and with them every answer about what happened.',
  verifyByHand: 'df -h; df -i',
  remediation: {
    text: 'Find what grew, and rotate logs.',
    commands: ['sudo du -xhd1 / | sort -h | tail', 'docker system df'],
  },
  references: ['df(1)'],
  examples: {
    pass: [{ title: 'room', facts: { disks: seen([space(40)], hostRef('host.disk')) } }],
    fail: [
      { title: 'nearly full', facts: { disks: seen([space(3)], hostRef('host.disk')) } },
      { title: 'no inodes', facts: { disks: seen([space(40, 2)], hostRef('host.disk')) } },
    ],
    blind: [
      { title: 'denied', facts: { disks: unseen() } },
      { title: 'a part', facts: { disks: partlySeen([space(40)]) } },
      { title: 'none', facts: { disks: seen([]) } },
    ],
  },
});

function space(freePercent: number, inodesFreePercent: number | null = 80): DiskSpace {
  return { place: '/', freePercent, inodesFreePercent, ref: hostRef('host.disk') };
}
