import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { advisoryTable } from '../../facts/advisories.js';
import { exampleTable } from '../../facts/examples.js';
import { hostIdentity } from '../../facts/host.js';
import { exampleHost } from './example-host.js';

/** HST-01: the distribution's release still gets security updates. */
export const systemEnded = defineCheck({
  id: 'HST-01',
  title: "The host's system gets no more security updates",
  questions: ['Q7'],
  severity: 'high',
  required: true,
  needs: { hostIdentity, advisoryTable },
  decide({ hostIdentity: host, advisoryTable: table }, { now }) {
    const { osId, osVersionId, osName } = host.value;
    const line = table.value.endOfLife.find((row) => row.product === osId && row.line === osVersionId);
    if (line === undefined) {
      return cannotTell('unsupported', `the end of life of ${osName || osId} is not known`, {
        settle: 'cat /etc/os-release',
      });
    }
    const day = line.endsAt.toISOString().slice(0, 10);
    return line.endsAt > now
      ? pass(host.evidence, { what: `${osName} is maintained until ${day}` })
      : fail(host.evidence, { what: `${osName} ended on ${day}`, location: '/etc/os-release' });
  },
  whyItMatters: 'Holes in the kernel, OpenSSH and nginx stay open for good, whatever else is done.',
  verifyByHand: 'cat /etc/os-release',
  remediation: {
    text: 'Upgrade to the next release, one release at a time, with a backup at hand.',
    commands: ['sudo apt-get update && sudo apt-get full-upgrade'],
  },
  references: ['endoflife.date', 'debian.org/releases', 'ubuntu.com/about/release-cycle'],
  examples: {
    pass: [{ title: 'Debian 12', facts: { hostIdentity: seen(exampleHost()), advisoryTable: table() } }],
    fail: [
      {
        title: 'Debian 10',
        facts: { hostIdentity: seen(exampleHost({ osVersionId: '10', osName: 'Debian 10' })), advisoryTable: table() },
      },
    ],
    blind: [
      { title: 'not read', facts: { hostIdentity: unseen(), advisoryTable: table() } },
      {
        title: 'a release that nobody knows',
        facts: { hostIdentity: seen(exampleHost({ osVersionId: '99' })), advisoryTable: table() },
      },
      { title: 'a part', facts: { hostIdentity: partlySeen(exampleHost()), advisoryTable: table() } },
    ],
  },
});

function table() {
  const endOfLife = [
    { product: 'debian' as const, line: '10', endsAt: new Date('2024-06-30T00:00:00Z') },
    { product: 'debian' as const, line: '12', endsAt: new Date('2028-06-30T00:00:00Z') },
  ];
  return seen(exampleTable([], { endOfLife }));
}
