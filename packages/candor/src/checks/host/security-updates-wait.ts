import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import { exampleNow, partlySeen, seen, unseen } from '../../core/example.js';
import { type PendingUpdates, pendingUpdates } from '../../facts/host.js';
import { hostRef } from './example-host.js';

const hourMs = 3_600_000;
/** Package lists older than this say nothing about today. */
const listsValidMs = 48 * hourMs;
/** A security update may wait this long before it is a finding. */
const patienceMs = 72 * hourMs;

/** HST-02: no security update has waited over 72 hours, by package lists of the last 48 hours. */
export const securityUpdatesWait = defineCheck({
  id: 'HST-02',
  title: 'Security updates of the host wait',
  questions: ['Q7'],
  severity: 'high',
  required: true,
  needs: { pendingUpdates },
  decide({ pendingUpdates: updates }, { now }) {
    const { security, listsUpdatedAt } = updates.value;
    const urgent = security.filter(
      ({ pendingSince, knownExploited }) =>
        knownExploited || (pendingSince !== null && now.getTime() - pendingSince.getTime() > patienceMs),
    );
    const refs = [...urgent, ...security.filter((each) => !urgent.includes(each))].slice(0, 20).map(({ ref }) => ref);
    const first = urgent[0] ?? security[0];
    if (first && isNonEmpty(refs)) {
      const why =
        urgent.length === 0
          ? ''
          : first.knownExploited
            ? ', and its hole is exploited in the wild'
            : ', for over 72 hours';
      return fail(refs, {
        what: `${security.length} security update(s) wait, such as ${first.name} ${first.from ?? '?'} → ${first.to ?? '?'}${why}`,
        location: first.name,
        severity: urgent.length > 0 ? 'high' : 'medium',
      });
    }
    const settle = 'sudo apt-get update && apt-get -s upgrade | grep -i security';
    if (listsUpdatedAt === null)
      return cannotTell('not-collected', 'the age of the package lists is not known', { settle });
    if (now.getTime() - listsUpdatedAt.getTime() > listsValidMs) {
      return {
        state: 'stale',
        reason: 'out-of-window',
        detail: `the package lists are of ${listsUpdatedAt.toISOString()}`,
        evidence: updates.evidence,
        settle,
      };
    }
    return pass(updates.evidence, { what: 'no security update waits' });
  },
  whyItMatters: 'A published fix is also a description of the hole; scanners follow within days.',
  verifyByHand: 'sudo apt-get update && apt-get -s upgrade | grep -i security',
  remediation: {
    text: 'Install them, and let unattended-upgrades do it from now on.',
    commands: ['sudo apt-get update && sudo apt-get upgrade', 'sudo apt-get install unattended-upgrades'],
  },
  references: ['wiki.debian.org/UnattendedUpgrades'],
  examples: {
    pass: [{ title: 'nothing waits', facts: { pendingUpdates: seen(updates([], 5)) } }],
    fail: [
      { title: 'for four days', facts: { pendingUpdates: seen(updates([96], 5)) } },
      { title: 'since this morning: a note', facts: { pendingUpdates: seen(updates([6], 5)) } },
      { title: 'exploited', facts: { pendingUpdates: partlySeen(updates([6], 5, true)) } },
    ],
    blind: [
      { title: 'not asked', facts: { pendingUpdates: unseen() } },
      { title: 'lists of last week', facts: { pendingUpdates: seen(updates([], 24 * 7)) } },
      { title: 'lists of unknown age', facts: { pendingUpdates: seen({ security: [], listsUpdatedAt: null }) } },
      { title: 'a part', facts: { pendingUpdates: partlySeen(updates([], 5)) } },
    ],
  },
});

function ago(hours: number): Date {
  return new Date(exampleNow.getTime() - hours * hourMs);
}

function updates(waiting: readonly number[], listsAge: number, knownExploited = false): PendingUpdates {
  const security = waiting.map((hours) => ({
    name: 'openssl',
    from: '3.0.15-1',
    to: '3.0.17-1',
    pendingSince: ago(hours),
    knownExploited,
    ref: hostRef('host.pending-updates'),
  }));
  return { security, listsUpdatedAt: ago(listsAge) };
}
