import { cannotTell, defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type FirewallReading, firewall } from '../../facts/firewall.js';
import { type WatchedFile, watchedFiles } from '../../facts/host-settings.js';
import { exampleWatchedFile } from '../shared/example-watched-file.js';
import { closedFilter, exampleFilter, exampleUfw, openFilter, strangerDecision } from './filter-rules.js';

/** Units that load a filter at boot, and the file that each of them loads; ufw and firewalld keep their own. */
const loaders: readonly (readonly [unit: RegExp, file: RegExp | null])[] = [
  [/\/nftables\.service$/, /^\/etc\/nftables\.conf$/],
  [/\/netfilter-persistent\.service$/, /^\/etc\/iptables\/rules\.v[46]$/],
  [/\/ufw\.service$/, null],
  [/\/firewalld\.service$/, null],
];

function loaderOf(saved: readonly WatchedFile[]): WatchedFile | null {
  for (const [unit, file] of loaders) {
    const enabled = saved.find(({ path }) => unit.test(path));
    if (enabled && (file === null || saved.some(({ path }) => file.test(path)))) return enabled;
  }
  return null;
}

/** Whether the kernel's own tables hold strangers back, null = cannot be told; what a tool would load does not count. */
function holds(readings: readonly FirewallReading[]): boolean | null {
  const loaded = readings.filter(({ tool }) => tool !== 'ufw');
  const decisions = (['ip', 'ip6'] as const).map((family) => strangerDecision(loaded, family));
  if (decisions.some((decision) => decision === 'drop' || decision === 'reject')) return true;
  return decisions.every((decision) => decision === 'accept') ? false : null;
}

/** FWL-06: what is loaded now is loaded again at boot. */
export const rulesAreNotSaved = defineCheck({
  id: 'FWL-06',
  title: 'The packet filter is gone after the next start',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { firewall, files: watchedFiles },

  decide({ firewall: rules, files }) {
    const held = holds(rules.value);
    if (rules.complete && held === false)
      return notApplicable(rules.evidence, 'no loaded rule holds strangers back, so that none could be lost');
    const ufw = rules.value.find(({ tool, active }) => tool === 'ufw' && active);
    if (ufw) return pass([ufw.ref], { what: 'ufw is active: it loads its rules at boot' });
    if (held === null)
      return cannotTell('unparseable', 'whether the loaded rules hold strangers back could not be told', {
        settle: 'sudo nft list ruleset; sudo iptables-save',
        evidence: rules.evidence,
      });
    const saved = files.value.filter(({ role }) => role === 'saved-filter');
    const loader = loaderOf(saved);
    if (loader) return pass([loader.ref], { what: `${loader.path} loads the rules at boot` });
    const refs = saved.map(({ ref }) => ref);
    return isNonEmpty(refs)
      ? fail([...rules.evidence, ...refs.slice(0, 5)], {
          what: 'rules are loaded, and no service that would load them again is enabled',
          location: 'systemd units',
        })
      : cannotTell('not-collected', 'where rules would be loaded from was not looked at', {
          settle: 'systemctl is-enabled nftables netfilter-persistent ufw firewalld',
        });
  },
  whyItMatters: 'After an update of the kernel the host comes back with every port open, and nobody looks.',
  verifyByHand: 'systemctl is-enabled nftables netfilter-persistent ufw firewalld; sudo nft list ruleset | head',
  remediation: {
    text: 'Save what is loaded, and let a service load it. Leave the tables of Docker out: it makes them itself.',
    commands: ['sudo apt-get install iptables-persistent', 'sudo netfilter-persistent save'],
  },
  references: ['wiki.debian.org/nftables', 'CIS Debian 3.5'],
  examples: {
    pass: [
      {
        title: 'nftables, enabled',
        facts: {
          firewall: exampleFilter(closedFilter),
          files: seen([
            marker(),
            saved('/etc/nftables.conf'),
            saved('/etc/systemd/system/sysinit.target.wants/nftables.service'),
          ]),
        },
      },
      {
        title: 'ufw',
        facts: {
          firewall: seen([
            ...exampleFilter(closedFilter).value,
            exampleUfw('Status: active\nDefault: deny (incoming), allow (outgoing), disabled (routed)\n'),
          ]),
          files: seen([marker()]),
        },
      },
      {
        title: 'no filter',
        facts: { firewall: exampleFilter(openFilter), files: seen([marker()]) },
        expect: 'not-applicable',
      },
    ],
    fail: [
      { title: 'loaded by hand', facts: { firewall: exampleFilter(closedFilter), files: seen([marker()]) } },
      {
        title: 'saved, and nobody loads it',
        facts: { firewall: exampleFilter(closedFilter), files: seen([marker(), saved('/etc/iptables/rules.v4')]) },
      },
    ],
    blind: [
      { title: 'denied', facts: { firewall: unseen(), files: seen([marker()]) } },
      { title: 'services not looked at', facts: { firewall: exampleFilter(closedFilter), files: seen([]) } },
      { title: 'files not collected', facts: { firewall: exampleFilter(closedFilter), files: unseen() } },
      {
        title: 'a part of the rules',
        facts: { firewall: partlySeen(exampleFilter(openFilter).value), files: seen([]) },
      },
    ],
  },
});

function saved(path: string): WatchedFile {
  return exampleWatchedFile({ path, role: 'saved-filter' });
}

/** The folder of units, which the collector always names: it has looked. */
function marker(): WatchedFile {
  return saved('/etc/systemd/system');
}
