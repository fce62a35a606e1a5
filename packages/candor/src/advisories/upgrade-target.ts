import semver from 'semver';
import type { AdvisoryTable } from '../facts/advisories.js';
import { matchAdvisories } from './match.js';
import { knownPeerRanges, type PeerRange, recommendable } from './peer-ranges.js';
import { fullVersion } from './version.js';

/** What to upgrade, together: the plan of one package and of those whose peer range stands in its way. */
export interface UpgradeStep {
  readonly package: string;
  readonly from: string | null;
  readonly to: string;
}

/** A plan, or why there is none. */
export type UpgradePlan =
  | { readonly found: true; readonly steps: readonly UpgradeStep[] }
  | { readonly found: false; readonly because: string };

/** What the planner knows of releases and peers; the defaults are the shipped lists. */
export interface ReleaseKnowledge {
  readonly releases: Readonly<Record<string, readonly string[]>>;
  readonly peers: readonly PeerRange[];
}

const shippedKnowledge: ReleaseKnowledge = { releases: recommendable, peers: knownPeerRanges };

/**
 * UPGRADE_TARGET: the lowest recommended version that is itself outside every known range, not below what is
 * installed, and inside the peer ranges of what is installed, those first raised to their own targets.
 */
export function upgradeTarget(
  table: Pick<AdvisoryTable, 'rows'>,
  packageName: string,
  installed: Readonly<Record<string, string>>,
  knowledge: ReleaseKnowledge = shippedKnowledge,
): UpgradePlan {
  const from = installed[packageName] ?? null;
  const clean = candidates(knowledge, packageName, from, table);
  if (clean.length === 0) return { found: false, because: `no release of ${packageName} outside every known range` };
  const holders = holdersOf(packageName, installed);
  const to = clean.find((version) =>
    holders.every((holder) => accepts(knowledge, table, holder, packageName, version)),
  );
  if (to === undefined) {
    return {
      found: false,
      because: `no fixed release of ${packageName} is inside the peer range of ${holders.join(', ')}`,
    };
  }
  const raised = holders.map((name): UpgradeStep => step(name, installed, targetOf(knowledge, table, name)));
  return {
    found: true,
    steps: [{ package: packageName, from, to }, ...raised.filter((each) => each.from !== each.to)],
  };
}

/** `payload` and its family hold back `next`. */
function holdersOf(packageName: string, installed: Readonly<Record<string, string>>): string[] {
  if (packageName !== 'next') return [];
  return Object.keys(installed).filter((name) => name === 'payload' || name === '@payloadcms/next');
}

function candidates(
  knowledge: ReleaseKnowledge,
  name: string,
  from: string | null,
  table: Pick<AdvisoryTable, 'rows'>,
): string[] {
  const floor = from === null ? null : fullVersion(from);
  return [...(knowledge.releases[name] ?? [])]
    .filter((version) => floor === null || semver.gte(version, floor))
    .filter((version) => matchAdvisories(table, name, version).length === 0)
    .sort(semver.compare);
}

/** The family of Payload is released under one number. */
function targetOf(knowledge: ReleaseKnowledge, table: Pick<AdvisoryTable, 'rows'>, name: string): string | null {
  return candidates(knowledge, name.startsWith('@payloadcms/') ? 'payload' : name, null, table).at(-1) ?? null;
}

function accepts(
  knowledge: ReleaseKnowledge,
  table: Pick<AdvisoryTable, 'rows'>,
  holder: string,
  peer: string,
  version: string,
): boolean {
  const target = targetOf(knowledge, table, holder);
  if (target === null) return false;
  const name = holder === 'payload' ? '@payloadcms/next' : holder;
  return knowledge.peers
    .filter((range) => range.package === name && range.peer === peer && semver.satisfies(target, range.versions))
    .every((range) => semver.satisfies(version, range.accepts));
}

function step(name: string, installed: Readonly<Record<string, string>>, to: string | null): UpgradeStep {
  const from = installed[name] ?? null;
  const keep = to === null || (from !== null && semver.gte(fullVersion(from) ?? '0.0.0', to));
  return { package: name, from, to: keep ? (from ?? '') : to };
}

/** The plan as one sentence: `upgrade next 15.3.2 → 16.4.5 together with payload 3.45.0 → 3.90.2`. */
export function describePlan(plan: UpgradePlan): string {
  if (!plan.found) return plan.because;
  const [first, ...rest] = plan.steps.map((each) => `${each.package} ${each.from ?? '?'} → ${each.to}`);
  return rest.length === 0 ? `upgrade ${first}` : `upgrade ${first} together with ${rest.join(', ')}`;
}
